import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, Process } from './process.ts';

const asPostgres = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] as const;

/** A PostgreSQL of its own, which refuses to run as root. */
export class Postgres {
  readonly #process: Process;
  readonly port: number;

  private constructor(process: Process, port: number) {
    this.#process = process;
    this.port = port;
  }

  static async start(directory: string): Promise<Postgres> {
    const data = join(directory, 'postgres');
    mkdirSync(data);
    const [uid, gid] = idsOf('postgres');
    chownSync(data, uid, gid);
    const port = await freePort();
    run(...asPostgres, binary('initdb'), '-D', data, '-A', 'trust', '-U', 'cordboard', '--no-sync');
    const settings = [
      `port=${port}`,
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${data}`,
      'fsync=off',
    ];
    const process = new Process([
      ...asPostgres,
      binary('postgres'),
      '-D',
      data,
      ...settings.flatMap((setting) => ['-c', setting]),
    ]);
    await process.saying(/database system is ready/);
    const postgres = new Postgres(process, port);
    postgres.#psql('postgres', ['-c', 'CREATE DATABASE cordboard']);
    return postgres;
  }

  /** Run a file of SQL. */
  file(path: string): void {
    this.#psql('cordboard', ['-f', path]);
  }

  sql(statement: string): void {
    this.#psql('cordboard', ['-c', statement]);
  }

  /** In the form that Kamailio understands. */
  get url(): string {
    return `postgres://cordboard@127.0.0.1:${this.port}/cordboard`;
  }

  /** It and all its processes stand still, and say nothing to anybody. @returns what lets them go on. */
  freeze(): () => void {
    const pids = [...childrenOf(this.#process.pid), this.#process.pid];
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    return () => {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    };
  }

  /** SIGINT: without waiting for its clients. */
  stop(): Promise<void> {
    return this.#process.stop('SIGINT');
  }

  #psql(database: string, args: readonly string[]): void {
    run(
      binary('psql'),
      '-q',
      '-v',
      'ON_ERROR_STOP=1',
      '-h',
      '127.0.0.1',
      '-p',
      `${this.port}`,
      '-U',
      'cordboard',
      '-d',
      database,
      ...args,
    );
  }
}

const run = (command: string, ...args: string[]): void => {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
};

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);

/** Debian keeps the server's programs out of PATH. */
const binary = (name: string): string => {
  const base = '/usr/lib/postgresql';
  const [version] = readdirSync(base).sort((a, b) => Number(b) - Number(a));
  return join(base, version ?? '', 'bin', name);
};

const idsOf = (user: string): [uid: number, gid: number] => {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${user}:`));
  const [, , uid = '', gid = ''] = line?.split(':') ?? [];
  return [Number(uid), Number(gid)];
};
