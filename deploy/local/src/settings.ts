/** What `npm start` was told, as start.mjs hands it on. */
export interface Settings {
  /** Network namespace, as the host knows it. */
  readonly name: string;
  /** End after the demonstration. */
  readonly once: boolean;
  readonly demo: boolean;
  /** Whether the demonstration may put its carrier on 10.99.0.2:5060. */
  readonly carrier: boolean;
  /** Path inside the isolation; absent for the demo tenant. */
  readonly tenantFile?: string;
  /** Where the host finds the logs. */
  readonly logDirectory: string;
}
