/** All rows of a table; the names are ours, never an operator's. */
export interface Rows {
  readonly table: string;
  /** "name, host, port" */
  readonly columns: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}
