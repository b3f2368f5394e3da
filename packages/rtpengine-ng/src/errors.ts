/** rtpengine did not answer in time. Retryable: it may or may not have carried out the command. */
export class RtpengineTimeout extends Error {
  readonly code = 'RTPENGINE_TIMEOUT';
  readonly retryable = true;
  readonly command: string;
  /** Milliseconds that were waited. */
  readonly timeoutMs: number;

  constructor(command: string, timeoutMs: number, options?: ErrorOptions) {
    super(`rtpengine did not answer "${command}" within ${timeoutMs} ms`, options);
    this.name = 'RtpengineTimeout';
    this.command = command;
    this.timeoutMs = timeoutMs;
  }
}

/** rtpengine refused a command. */
export class RtpengineError extends Error {
  readonly code = 'RTPENGINE_ERROR';
  readonly retryable = false;
  readonly command: string;
  /** rtpengine's `error-reason`, word for word. */
  readonly reason: string;

  constructor(command: string, reason: string) {
    super(`rtpengine refused "${command}": ${reason}`);
    this.name = 'RtpengineError';
    this.command = command;
    this.reason = reason;
  }
}

/** A command is larger than a datagram can be. Nothing was sent. */
export class CommandTooLarge extends Error {
  readonly code = 'COMMAND_TOO_LARGE';
  readonly retryable = false;
  readonly command: string;
  readonly bytes: number;

  constructor(command: string, bytes: number) {
    super(`the command "${command}" has ${bytes} bytes, which is more than a datagram can hold`);
    this.name = 'CommandTooLarge';
    this.command = command;
    this.bytes = bytes;
  }
}

/** The client was closed before the answer came. */
export class RtpengineClosed extends Error {
  readonly code = 'RTPENGINE_CLOSED';
  readonly retryable = false;

  constructor() {
    super('the rtpengine client is closed');
    this.name = 'RtpengineClosed';
  }
}
