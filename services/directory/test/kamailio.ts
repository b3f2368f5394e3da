import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KamailioFault, KamailioJsonRpc } from '@cordboard/kamailio-jsonrpc';
import { start } from './process.ts';

/** A Kamailio that has the hash tables, the dialplan and the locations of ours and nothing else. */
export interface Kamailio {
  /** What a hash table has for a key. */
  lookup(table: string, key: string): Promise<string | undefined>;
  /** The public number that dialled digits are by a plan of the dialplan. */
  translate(dialplan: number, dialled: string): Promise<string>;
  /** Let an account have a phone. */
  register(account: string): Promise<void>;
  /** Whether it has one. */
  isRegistered(account: string): Promise<boolean>;
  stop(): Promise<void>;
}

/** Run one on a given port, with the hash tables read from a database. */
export const kamailio = async (port: number, databaseUrl: string, secret: string): Promise<Kamailio> => {
  const directory = await mkdtemp(join(tmpdir(), 'directory-kamailio-'));
  const file = join(directory, 'kamailio.cfg');
  await writeFile(file, configuration(port, databaseUrl.replace('postgresql:', 'postgres:'), secret));
  const server = start(['kamailio', '-DD', '-E', '-f', file, '-Y', directory, '-w', directory]);
  const rpc = new KamailioJsonRpc({ url: `http://127.0.0.1:${port}/RPC`, secret });
  await server.said(/ready for requests/);
  return {
    lookup: async (table, key) => {
      try {
        return (await rpc.call<{ item: { value: string } }>('htable.get', [table, key])).item.value;
      } catch (error) {
        if (error instanceof KamailioFault) return undefined;
        throw error;
      }
    },
    translate: async (dialplan, dialled) =>
      (await rpc.call<{ Output: string }>('dialplan.translate', [dialplan, dialled])).Output,
    register: async (account) => {
      const contact = `sip:${account.replace(/@.*/, '')}@10.99.0.7`;
      await rpc.call('ul.add', ['location', account, contact, 3_600, 1.0, '.', 0, 0, 0]);
    },
    isRegistered: async (account) => {
      try {
        await rpc.call('ul.lookup', ['location', account]);
        return true;
      } catch (error) {
        if (error instanceof KamailioFault) return false;
        throw error;
      }
    },
    stop: async () => {
      await rpc.close();
      await server.end('SIGTERM');
      await rm(directory, { recursive: true });
    },
  };
};

const configuration = (port: number, database: string, secret: string): string => `
debug=0
log_stderror=yes
children=1
tcp_children=2
tcp_accept_no_cl=yes
listen=tcp:127.0.0.1:${port}
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "xlog.so"
loadmodule "db_postgres.so"
loadmodule "htable.so"
loadmodule "dialplan.so"
loadmodule "usrloc.so"
loadmodule "xhttp.so"
loadmodule "jsonrpcs.so"
modparam("db_postgres", "con_param", "options=\\"-c search_path=kamailio\\"")
modparam("jsonrpcs", "transport", 1)
modparam("htable", "db_url", "${database}")
modparam("dialplan", "db_url", "${database}")
modparam("dialplan", "reload_delta", 0)
modparam("usrloc", "db_url", "${database}")
modparam("usrloc", "db_mode", 1)
modparam("usrloc", "preload", "location")
modparam("usrloc", "use_domain", 1)
${['credentials', 'domains', 'numbers', 'dids', 'trunks', 'forwards'].map((table) => `modparam("htable", "htable", "${table}=>size=6;dbtable=${table};")`).join('\n')}
request_route { exit; }
event_route[htable:mod-init] { xlog("L_ERR", "ready for requests\\n"); }
event_route[xhttp:request] {
  if ($hdr(Authorization) != "Bearer ${secret}") { xhttp_reply("403", "Forbidden", "", ""); exit; }
  jsonrpc_dispatch();
}
`;
