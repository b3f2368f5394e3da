/** Kamailio could not be reached, or closed the connection before it answered. Safe to retry what is idempotent. */
export class KamailioUnreachable extends Error {
  readonly code = 'KAMAILIO_UNREACHABLE';
  readonly retryable = true;
  readonly method: string;

  constructor(method: string, cause: unknown) {
    super(`Kamailio cannot be reached for ${method}`, { cause });
    this.name = 'KamailioUnreachable';
    this.method = method;
  }
}

/** No answer within the deadline. Kamailio may or may not have carried the command out. */
export class KamailioTimeout extends Error {
  readonly code = 'KAMAILIO_TIMEOUT';
  readonly retryable = true;
  readonly method: string;
  readonly timeoutMs: number;

  constructor(method: string, timeoutMs: number) {
    super(`Kamailio did not answer ${method} within ${timeoutMs} ms`);
    this.name = 'KamailioTimeout';
    this.method = method;
    this.timeoutMs = timeoutMs;
  }
}

/** Kamailio answered that it cannot do it. `rpcCode` and `reason` are its own, such as 481 "No such transaction". */
export class KamailioFault extends Error {
  readonly code = 'KAMAILIO_FAULT';
  readonly retryable = false;
  readonly method: string;
  readonly rpcCode: number;
  readonly reason: string;

  constructor(method: string, rpcCode: number, reason: string) {
    super(`Kamailio refused ${method}: ${rpcCode} ${reason}`);
    this.name = 'KamailioFault';
    this.method = method;
    this.rpcCode = rpcCode;
    this.reason = reason;
  }
}

/** A header or URI that would let its value write further SIP lines (RFC 3261 §25.1: CRLF ends a header). Nothing was sent. */
export class UnsafeSipText extends Error {
  readonly code = 'UNSAFE_SIP_TEXT';
  readonly retryable = false;
  readonly field: string;

  constructor(field: string) {
    super(`${field} holds a line break, a NUL or is no header name: it could inject SIP headers`);
    this.name = 'UnsafeSipText';
    this.field = field;
  }
}

/** Any failure of a call to Kamailio. */
export type KamailioError = KamailioUnreachable | KamailioTimeout | KamailioFault;
