import { type Bus, connectBus } from '@cordboard/messaging';
import type { Logger } from 'pino';

/** Tells the other services which tenants have changed. */
export interface Announcer {
  /** Publish `directory.<tenant>.changed` for each, at once or when NATS is there. */
  announce(tenants: readonly string[]): void;
  close(): Promise<void>;
}

const A_DAY_MS = 86_400_000;

/** @param servers - NATS, "host:port,…", which need not be up: directory answers without it. */
export const announcer = (servers: string, log: Logger): Announcer => {
  let bus: Bus | undefined;
  let unsaid: readonly string[] = [];
  const say = (tenants: readonly string[]): void => {
    for (const tenant of tenants) {
      bus?.nc.publish(`directory.${tenant}.changed`, JSON.stringify({ at: Date.now(), tenant }));
    }
  };
  connectBus({ servers, name: 'directory', deadlineMs: A_DAY_MS }).then(
    (connected) => {
      bus = connected;
      say(unsaid);
    },
    (error) => log.error({ err: error }, 'nobody is told of changes'),
  );
  return {
    announce: (tenants) => {
      if (bus) say(tenants);
      else unsaid = [...new Set([...unsaid, ...tenants])];
    },
    close: async () => bus?.close(),
  };
};
