/** "[::1]:80" or "host:80" in its two parts. The text is one that `address()` has let pass. */
export const splitAddress = (text: string): { host: string; port: number } => {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
};
