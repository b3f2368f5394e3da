export declare const bold: (text: string) => string;
export declare const dim: (text: string) => string;
export declare const red: (text: string) => string;
export declare const green: (text: string) => string;
export declare const step: <T>(
  name: string,
  work: (tell: (detail: string) => void) => Promise<T>,
) => Promise<T>;
