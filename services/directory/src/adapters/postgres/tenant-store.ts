import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Tenant } from '../../domain/tenant.ts';
import { kamailioRows } from './kamailio-rows.ts';
import { migrate } from './migrate.ts';
import { forgetContacts, revoked } from './revoked.ts';
import type { Rows } from './rows.ts';
import { tenantRows } from './tenant-rows.ts';
import { inTransaction } from './transaction.ts';

/** Where tenants are kept, and where Kamailio finds what it routes by. */
export interface TenantStore {
  /**
   * Put these tenants in the place of all that are there, in one transaction.
   *
   * @returns The accounts ("101@demo.test") that are gone or have another password than before.
   */
  replace(tenants: readonly Tenant[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** How long PostgreSQL may take, in milliseconds: one that has died without a word must not hold up what is changed afterwards. */
export interface Patience {
  /** At the start, for a database that is still starting. */
  readonly startMs: number;
  /** For one connection. */
  readonly connectMs: number;
  /** For one statement; PostgreSQL ends it then. */
  readonly statementMs: number;
  /** For its answer after that, or for nothing at all. */
  readonly answerMs: number;
}

const patient: Patience = { startMs: 30_000, connectMs: 5_000, statementMs: 30_000, answerMs: 5_000 };
const CONNECT_AGAIN_MS = 250;

/**
 * Connect, and bring the schema up to date.
 *
 * @param url - postgresql://user:password@host:port/database
 * @throws {Error} No connection within `startMs`, or a migration failed.
 */
export const openTenantStore = async (
  url: string,
  log: Logger,
  { startMs, connectMs, statementMs, answerMs }: Patience = patient,
): Promise<TenantStore> => {
  const pool = new pg.Pool({
    connectionString: url,
    max: 2,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    query_timeout: statementMs + answerMs,
    keepAlive: true,
    application_name: 'directory',
  });
  pool.on('error', (error) => log.warn({ err: error }, 'lost a connection to PostgreSQL'));
  try {
    for (const name of await use(await connect(pool, startMs), migrate)) log.info({ name }, 'migrated');
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    replace: async (tenants) =>
      use(await pool.connect(), (connection) =>
        inTransaction(connection, async () => {
          const accounts = await revoked(connection, tenants);
          await replaceRows(connection, [...tenantRows(tenants), ...kamailioRows(tenants)]);
          await forgetContacts(connection, accounts);
          return accounts;
        }),
      ),
    close: () => pool.end(),
  };
};

/** A database that is still starting is waited for. */
const connect = async (pool: pg.Pool, withinMs: number): Promise<pg.PoolClient> => {
  const end = Date.now() + withinMs;
  for (;;) {
    try {
      return await pool.connect();
    } catch (error) {
      if (Date.now() + CONNECT_AGAIN_MS > end) throw error;
      await delay(CONNECT_AGAIN_MS);
    }
  }
};

/** A connection on which something failed may be dead, or in the middle of a transaction: it is thrown away. */
const use = async <T>(
  connection: pg.PoolClient,
  work: (connection: pg.PoolClient) => Promise<T>,
): Promise<T> => {
  let failed = true;
  try {
    const result = await work(connection);
    failed = false;
    return result;
  } finally {
    connection.release(failed);
  }
};

const replaceRows = async (client: pg.ClientBase, tables: readonly Rows[]): Promise<void> => {
  for (const { table } of tables.toReversed()) await client.query(`DELETE FROM ${table}`);
  for (const { table, columns, rows } of tables) {
    await client.query(
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1)`,
      [JSON.stringify(rows)],
    );
  }
};
