import { setTimeout as delay } from 'node:timers/promises';
import { KamailioJsonRpc } from '@cordboard/kamailio-jsonrpc';
import type { Logger } from 'pino';

/** The Kamailio nodes that route by the directory's tables. */
export interface KamailioNodes {
  /**
   * Let every node read the tables again, and forget where the phones of some accounts are. A node that cannot be reached is told
   * later: nothing waits for it.
   *
   * @param revoked - "101@demo.test": accounts that are gone or have another password. Their phones must register anew.
   */
  reload(revoked: readonly string[]): void;
  close(): Promise<void>;
}

const HASH_TABLES = ['credentials', 'domains', 'numbers', 'dids', 'trunks', 'forwards'];
const RETRY_FIRST_MS = 250;
const RETRY_MOST_MS = 10_000;

/**
 * @param urls - JSON-RPC of each node, by the node's name.
 * @param secret - What the nodes ask for.
 */
export const kamailioNodes = (
  urls: ReadonlyMap<string, string>,
  secret: string,
  log: Logger,
): KamailioNodes => {
  const nodes = [...urls].map(([name, url]) => ({
    rpc: new KamailioJsonRpc({ url, secret, connections: 1 }),
    log: log.child({ node: name }),
    revoked: new Set<string>(),
  }));
  let current = new AbortController();
  return {
    reload: (revoked) => {
      current.abort(); // whoever is still behind reads the newest state once
      current = new AbortController();
      for (const node of nodes) {
        for (const account of revoked) node.revoked.add(account);
        void untilReloaded(node, current.signal);
      }
    },
    close: async () => {
      current.abort();
      await Promise.all(nodes.map(({ rpc }) => rpc.close()));
    },
  };
};

interface Node {
  readonly rpc: KamailioJsonRpc;
  readonly log: Logger;
  /** Whose phones it has yet to forget. */
  readonly revoked: Set<string>;
}

const untilReloaded = async (node: Node, signal: AbortSignal): Promise<void> => {
  for (let waitMs = RETRY_FIRST_MS; !signal.aborted; waitMs = Math.min(2 * waitMs, RETRY_MOST_MS)) {
    try {
      await node.rpc.reloadDialplan(); // before the domains that refer to it
      for (const table of HASH_TABLES) await node.rpc.reloadHashTable(table);
      await forgetPhones(node); // after the credentials, or they might come back
      node.log.info('Kamailio has read the tables again');
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (waitMs === RETRY_FIRST_MS) node.log.warn({ err: error }, 'Kamailio is told again later');
    }
    await delay(waitMs, undefined, { signal }).catch(() => {});
  }
};

const forgetPhones = async ({ rpc, revoked }: Node): Promise<void> => {
  for (const account of [...revoked]) {
    await rpc.removeContacts(account);
    revoked.delete(account);
  }
};
