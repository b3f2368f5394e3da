import { Metadata, status } from '@grpc/grpc-js';

/** A gRPC status by its name. */
export type RpcCode = Exclude<keyof typeof status, 'OK'>;

/** Typed fields of the error behind a status. */
export type RpcDetails = Readonly<Record<string, string | number | boolean>>;

/** What a method answers where it cannot do what was asked; the client rejects with the same. */
export class RpcError extends Error {
  readonly code: RpcCode;
  readonly details: RpcDetails;

  constructor(code: RpcCode, message: string, details: RpcDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RpcError';
    this.code = code;
    this.details = details;
  }
}

/** Is it a gRPC failure, and with one of these statuses where any are given? */
export const isRpcError = (error: unknown, ...codes: RpcCode[]): error is RpcError =>
  error instanceof RpcError && (codes.length === 0 || codes.includes(error.code));

const DETAILS = 'cordboard-details-bin';

/** Characters of a message or detail. Trailers that are larger than a peer takes would stall the whole connection. */
const MAX_TEXT = 1_000;

/** The error as grpc-js sends it; the details travel as JSON in the trailers. A long text, such as an echoed value, is cut. */
export const toStatus = ({ code, message, details }: RpcError) => {
  const metadata = new Metadata();
  const texts = Object.entries(details).map(([name, value]) => [
    name,
    typeof value === 'string' ? cut(value) : value,
  ]);
  if (texts.length > 0) metadata.set(DETAILS, Buffer.from(JSON.stringify(Object.fromEntries(texts))));
  return { code: status[code], details: cut(message), metadata };
};

/** Half a surrogate pair could not be sent. */
const cut = (text: string): string =>
  text.length <= MAX_TEXT
    ? text.toWellFormed()
    : `${text.slice(0, MAX_TEXT).toWellFormed()}… (cut, ${text.length} characters)`;

/** The error that the other side's `toStatus` sent, or that grpc-js made up itself. */
export const fromStatus = (failure: { code: status; details: string; metadata?: Metadata }): RpcError => {
  const code = status[failure.code] as RpcCode;
  const [sent] = failure.metadata?.get(DETAILS) ?? [];
  const details: RpcDetails = Buffer.isBuffer(sent) ? JSON.parse(sent.toString()) : {};
  return new RpcError(code, failure.details, details, { cause: failure });
};
