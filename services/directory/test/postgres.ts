import { execFile } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort, type Process, start } from './process.ts';

const run = promisify(execFile);

/** A PostgreSQL server with an empty database `cordboard`. */
export interface Postgres {
  readonly url: string;
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** End the server, and start it again on the same data. */
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** Run one with a cluster of its own. Root becomes `postgres`, as PostgreSQL refuses root. */
export const postgres = async (): Promise<Postgres> => {
  const directory = await mkdtemp(join(tmpdir(), 'directory-postgres-'));
  const become = process.getuid?.() === 0 ? await asPostgres(directory) : [];
  const data = join(directory, 'data');
  const port = await freePort();
  const url = `postgresql://cordboard@127.0.0.1:${port}/cordboard`;
  await command([
    ...become,
    'initdb',
    '-D',
    data,
    '-U',
    'cordboard',
    '-A',
    'trust',
    '--no-sync',
    '-E',
    'UTF8',
  ]);
  let server: Process;

  const query = async (sql: string, database = 'cordboard') => {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'cordboard', database });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  const startServer = async () => {
    const settings = [
      `port=${port}`,
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${directory}`,
      'fsync=off',
    ];
    server = start([...become, 'postgres', '-D', data, ...settings.flatMap((setting) => ['-c', setting])]);
    await server.said(/ready to accept connections/);
  };
  const stopServer = async () => void (await server.end('SIGINT'));

  await startServer();
  await query('CREATE DATABASE cordboard', 'postgres');
  return {
    url,
    query,
    start: startServer,
    stop: stopServer,
    remove: async () => {
      await stopServer();
      await rm(directory, { recursive: true });
    },
  };
};

const asPostgres = async (directory: string): Promise<string[]> => {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout)),
  );
  await chown(directory, uid ?? 0, gid ?? 0);
  return ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'];
};

const command = ([program = '', ...args]: readonly string[]) => run(program, args);
