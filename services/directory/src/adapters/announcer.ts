import { connectBus } from '@cordboard/messaging';
import type { Logger } from 'pino';

/** Tells the other services which tenants have changed. */
export interface Announcer {
  /** Publish `directory.<tenant>.changed` for each, at once or when NATS is there. */
  announce(tenants: readonly string[]): void;
  close(): Promise<void>;
}

const A_DAY_MS = 86_400_000;

/** @param servers - NATS, which need not be up: directory answers without it. */
export const announcer = (servers: string, log: Logger): Announcer => {
  const bus = connectBus({ servers, name: 'directory', deadlineMs: A_DAY_MS });
  bus.catch((error) => log.error({ err: error }, 'nobody is told of changes'));
  let connected = false;
  bus.then(
    () => {
      connected = true;
    },
    () => {},
  );
  return {
    announce: (tenants) => {
      const at = Date.now();
      bus.then(
        ({ nc }) => {
          for (const tenant of tenants)
            nc.publish(`directory.${tenant}.changed`, JSON.stringify({ at, tenant }));
        },
        () => {},
      );
    },
    close: async () => {
      if (connected) await (await bus).close();
    },
  };
};
