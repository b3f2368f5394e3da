import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';

/** A program is not installed. */
export class ProgramMissing extends Error {
  readonly code = 'PROGRAM_MISSING';
  readonly program: string;

  constructor(program: string, options?: ErrorOptions) {
    super(`${program} is not installed`, options);
    this.name = 'ProgramMissing';
    this.program = program;
  }
}

/** A program took too long, and was ended. */
export class ProgramTooSlow extends Error {
  readonly code = 'PROGRAM_TOO_SLOW';
  readonly program: string;
  readonly timeoutMs: number;

  constructor(program: string, timeoutMs: number) {
    super(`${program} took more than ${timeoutMs} ms`);
    this.name = 'ProgramTooSlow';
    this.program = program;
    this.timeoutMs = timeoutMs;
  }
}

/** A program could not do what it was to do. */
export class ProgramFailed extends Error {
  readonly code = 'PROGRAM_FAILED';
  readonly program: string;
  /** The first line that it wrote about it. */
  readonly complaint: string;

  constructor(program: string, complaint: string) {
    super(`${program}: ${complaint}`);
    this.name = 'ProgramFailed';
    this.program = program;
    this.complaint = complaint;
  }
}

/** Less than what carries voices on the same machine. */
const NICENESS = 10;
const LONGEST_COMPLAINT = 4_096;

/**
 * Run a program beside the service.
 *
 * @param timeoutMs - Milliseconds after which it is killed.
 * @returns what it writes.
 * @throws {ProgramMissing} @throws {ProgramTooSlow} @throws {ProgramFailed}
 */
export const runProgram = async (
  program: string,
  args: readonly string[],
  input: Buffer | string,
  timeoutMs: number,
): Promise<Buffer> => {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const tooSlow = setTimeout(() => {
    child.kill('SIGKILL');
    reject(new ProgramTooSlow(program, timeoutMs));
  }, timeoutMs);
  const output: Buffer[] = [];
  let complaint = '';
  child.once('spawn', () => lowerPriority(child.pid));
  child.stdout.on('data', (data) => output.push(data));
  child.stderr.on('data', (data) => {
    if (complaint.length < LONGEST_COMPLAINT) complaint += data;
  });
  child.stdin.on('error', () => {}); // it ended without reading; its exit status tells why
  child.stdin.end(input);
  child.once('error', (cause) => reject(new ProgramMissing(program, { cause })));
  child.once('close', (status, signal) => {
    if (status === 0) resolve(Buffer.concat(output));
    else reject(new ProgramFailed(program, complaint.trim().split('\n')[0] || `status ${status ?? signal}`));
  });
  try {
    return await promise;
  } finally {
    clearTimeout(tooSlow);
  }
};

const lowerPriority = (pid: number | undefined): void => {
  try {
    if (pid !== undefined) setPriority(pid, NICENESS);
  } catch {} // it has ended already
};
