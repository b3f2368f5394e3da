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

const CONNECT_WITHIN_MS = 30_000;
const CONNECT_AGAIN_MS = 250;
const STATEMENT_MS = 30_000;

/**
 * Connect, and bring the schema up to date.
 *
 * @param url - postgresql://user:password@host:port/database
 * @throws {Error} No connection within 30 s, or a migration failed.
 */
export const openTenantStore = async (url: string, log: Logger): Promise<TenantStore> => {
  const pool = new pg.Pool({
    connectionString: url,
    max: 2,
    statement_timeout: STATEMENT_MS,
    application_name: 'directory',
  });
  pool.on('error', (error) => log.warn({ err: error }, 'lost a connection to PostgreSQL'));
  const client = await connect(pool);
  try {
    for (const name of await migrate(client)) log.info({ name }, 'migrated');
  } finally {
    client.release();
  }
  return {
    replace: async (tenants) => {
      const connection = await pool.connect();
      try {
        return await inTransaction(connection, async () => {
          const accounts = await revoked(connection, tenants);
          await replaceRows(connection, [...tenantRows(tenants), ...kamailioRows(tenants)]);
          await forgetContacts(connection, accounts);
          return accounts;
        });
      } finally {
        connection.release();
      }
    },
    close: () => pool.end(),
  };
};

/** A database that is still starting is waited for. */
const connect = async (pool: pg.Pool): Promise<pg.PoolClient> => {
  const end = Date.now() + CONNECT_WITHIN_MS;
  for (;;) {
    try {
      return await pool.connect();
    } catch (error) {
      if (Date.now() + CONNECT_AGAIN_MS > end) throw error;
      await delay(CONNECT_AGAIN_MS);
    }
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
