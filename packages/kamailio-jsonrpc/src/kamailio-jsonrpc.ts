import { KamailioFault } from './errors.ts';
import { assertOneLine, formatHeaders } from './headers.ts';
import { resolveRemoteTarget } from './remote-target.ts';
import type { Dialog, SipReply, SipRequest } from './requests.ts';
import { type RpcOptions, RpcTransport } from './rpc-transport.ts';

type DialogEntry = {
  'call-id': string;
  state: number;
  start_ts: number;
  caller: { tag: string };
  callee: { tag: string };
};

type HashSlot = { slot: { name: string; value: string | number }[] };

/**
 * Kamailio's JSON-RPC: send, cancel and answer SIP requests through tm, keep entries in hash tables, look after dialogs.
 * Every method throws {@link KamailioFault}, {@link KamailioTimeout} or {@link KamailioUnreachable}.
 */
export class KamailioJsonRpc {
  readonly #rpc: RpcTransport;

  constructor(options: RpcOptions) {
    this.#rpc = new RpcTransport(options);
  }

  /** Any RPC of any module. `Result` is what the caller knows it to return. */
  async call<Result = unknown>(method: string, params: readonly unknown[] = []): Promise<Result> {
    return (await this.#rpc.call(method, params)) as Result;
  }

  /**
   * Start a client transaction; its responses come as events, not here.
   *
   * @throws {UnsafeSipText} A header or URI holds a line break.
   */
  async sendRequest(request: SipRequest): Promise<void> {
    const { method, headers, body = '', inviteTimeoutMs, socket = '.' } = request;
    const target = resolveRemoteTarget(assertOneLine('requestUri', request.requestUri));
    const nextHop = assertOneLine('nextHop', request.nextHop || target.nextHop || '.');
    // tm misreads the attribute "mode"; without it a transaction is started and not waited for, which is what is wanted
    const attributes = inviteTimeoutMs ? `fr_inv_timeout=${ticks(inviteTimeoutMs)}` : 'rpflags=0';
    await this.#rpc.call('tm.t_uac_attrs', [
      attributes,
      assertOneLine('method', method),
      target.requestUri,
      nextHop,
      socket,
      formatHeaders(headers),
      body,
    ]);
  }

  /** Cancel a pending INVITE that we sent (RFC 3261 §9.1). Its 487, or a 200 that crossed it, comes as an event. */
  async cancel(callId: string, cseq: number): Promise<void> {
    await this.#rpc.call('tm.cancel', [callId, String(cseq)]);
  }

  /** Answer a suspended request (RFC 3261 §8.2.6). A fault 481 says that it has been answered or has timed out. */
  async reply({ code, reason, transaction, toTag, headers = [], body = '' }: SipReply): Promise<void> {
    assertOneLine('reason', reason);
    assertOneLine('toTag', toTag);
    await this.#rpc.call('tm.reply', [code, reason, transaction, toTag, formatHeaders(headers), body]);
  }

  /** Set a string in a hash table. */
  async setHashEntry(table: string, key: string, value: string): Promise<void> {
    await this.#rpc.call('htable.sets', [table, key, value]);
  }

  /** The value of an entry; undefined where there is none. */
  async getHashEntry(table: string, key: string): Promise<string | number | undefined> {
    try {
      const { item } = await this.call<{ item: { value: string | number } }>('htable.get', [table, key]);
      return item.value;
    } catch (error) {
      if (error instanceof KamailioFault) return undefined;
      throw error;
    }
  }

  /** @returns false where there was no such entry. */
  deleteHashEntry(table: string, key: string): Promise<boolean> {
    return this.#unlessMissing('htable.delete', [table, key]);
  }

  /** The keys of a hash table. */
  async listHashKeys(table: string): Promise<string[]> {
    return (await this.listHashEntries(table)).map(({ key }) => key);
  }

  /** All that is in a hash table. */
  async listHashEntries(table: string): Promise<{ key: string; value: string }[]> {
    const slots = await this.call<HashSlot[] | undefined>('htable.dump', [table]);
    return (Array.isArray(slots) ? slots : []).flatMap(({ slot }) =>
      slot.map(({ name, value }) => ({ key: name, value: `${value}` })),
    );
  }

  /** Read a hash table again from its database view. */
  async reloadHashTable(table: string): Promise<void> {
    await this.#rpc.call('htable.reload', [table]);
  }

  /** Read the dialling rules of the dialplan module again from their database table. */
  async reloadDialplan(): Promise<void> {
    await this.#rpc.call('dialplan.reload', []);
  }

  /** Let the registrar forget where an account's phones are, in memory and in the database. Its calls go on. */
  async removeContacts(account: string): Promise<void> {
    await this.#rpc.call('ul.rm', ['location', account]);
  }

  /**
   * Let the dialog module forget a dialog. Nothing is sent to either party, and no `ended` fact is published.
   *
   * @returns false where it did not know the dialog.
   */
  endDialogSilently(callId: string, fromTag: string, toTag: string): Promise<boolean> {
    return this.#unlessMissing('dlg.set_state', [callId, fromTag, toTag, dialogDeleted]);
  }

  /** All dialogs that are tracked; one that was let go is not among them any more. */
  async listDialogs(): Promise<Dialog[]> {
    const entries = await this.call<DialogEntry[] | undefined>('dlg.list');
    return (Array.isArray(entries) ? entries : [])
      .filter(({ state }) => state !== dialogDeleted)
      .map((entry) => ({
        callId: entry['call-id'],
        state: entry.state,
        callerTag: entry.caller.tag,
        calleeTag: entry.callee.tag,
        startedAt: entry.start_ts,
      }));
  }

  /** Milliseconds since Kamailio has started, up to a second too few or too many. */
  async uptimeMs(): Promise<number> {
    const { uptime } = await this.call<{ uptime: number }>('core.uptime');
    return uptime * 1_000;
  }

  async #unlessMissing(method: string, params: readonly unknown[]): Promise<boolean> {
    try {
      await this.#rpc.call(method, params);
      return true;
    } catch (error) {
      if (error instanceof KamailioFault && /not found/i.test(error.reason)) return false;
      throw error;
    }
  }

  /** Let calls in progress end, then close the connections. */
  close(): Promise<void> {
    return this.#rpc.close();
  }
}

/** tm counts the timers of a request in ticks of 1/16 s. */
const ticks = (ms: number): number => Math.ceil((ms * 16) / 1_000);

/** DLG_STATE_DELETED of the dialog module. */
const dialogDeleted = 5;
