import { readdir, readFile } from 'node:fs/promises';
import type { ClientBase } from 'pg';
import { inTransaction } from './transaction.ts';

const MIGRATIONS = new URL('../../../../migrations/', import.meta.url);
const KAMAILIO_TABLES = new URL('../../../../../../deploy/postgres/kamailio.sql', import.meta.url);

/**
 * Bring the schema `directory` up to date: run the SQL files that have not been run yet, in the order of their names;
 * and make the tables that Kamailio reads, so that Kamailio can start. Replicas that start together take turns.
 *
 * @returns The names of the files that were run.
 */
export const migrate = (client: ClientBase): Promise<string[]> =>
  inTransaction(client, async () => {
    await client.query(`
      CREATE SCHEMA IF NOT EXISTS directory;
      CREATE TABLE IF NOT EXISTS directory.migration (name TEXT PRIMARY KEY, run_at TIMESTAMPTZ NOT NULL DEFAULT now())`);
    const { rows } = await client.query<{ name: string }>('SELECT name FROM directory.migration');
    const done = new Set(rows.map(({ name }) => name));
    const pending = (await readdir(MIGRATIONS))
      .filter((name) => name.endsWith('.sql') && !done.has(name))
      .sort();
    for (const name of pending) {
      await client.query(await readFile(new URL(name, MIGRATIONS), 'utf8'));
      await client.query('INSERT INTO directory.migration (name) VALUES ($1)', [name]);
    }
    await client.query(await readFile(KAMAILIO_TABLES, 'utf8')); // safe to run again
    return pending;
  });
