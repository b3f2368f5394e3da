import type { ClientBase } from 'pg';

/** Any number that no other program uses in this database. */
const ADVISORY_LOCK = 7_004;

/**
 * Do all or nothing. Only one replica of directory is in a transaction at a time.
 *
 * @throws What `work` throws. The transaction is open then: PostgreSQL undoes it when the caller ends the connection, which may be what failed.
 */
export const inTransaction = async <T>(client: ClientBase, work: () => Promise<T>): Promise<T> => {
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK]);
  const result = await work();
  await client.query('COMMIT');
  return result;
};
