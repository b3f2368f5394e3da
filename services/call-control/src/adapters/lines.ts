/** The lines of one Kamailio node: what the decider orders, as SIP requests and replies through its JSON-RPC. */
import type { KamailioJsonRpc } from '@cordboard/kamailio-jsonrpc';
import type { Dialog } from '../domain/call.ts';
import { FIRST_CSEQ } from '../domain/ending.ts';
import type { Command } from '../domain/messages.ts';
import { quoted, target } from './sip-header.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

const ALLOW = 'INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO';
const SDP_TYPE = 'Content-Type: application/sdp';

export interface LinesOptions {
  readonly rpc: KamailioJsonRpc;
  /** "host:port" of Kamailio's own SIP socket: our Contact, and the next hop of what we originate. */
  readonly sipAddress: string;
  /** By this Kamailio knows that an INVITE is ours. */
  readonly originationSecret: string;
}

export class Lines {
  readonly #rpc: KamailioJsonRpc;
  readonly #sipAddress: string;
  readonly #secret: string;
  readonly #contact: string;

  constructor({ rpc, sipAddress, originationSecret }: LinesOptions) {
    this.#rpc = rpc;
    this.#sipAddress = sipAddress;
    this.#secret = originationSecret;
    this.#contact = `Contact: <sip:cordboard@${sipAddress}>`;
  }

  /** In-dialog requests of this SIP Call-ID come to us from now on, and the dialog module forgets it. */
  async anchor({ sipCallId, callId, fromTag, toTag }: Of<'AnchorDialog'>): Promise<void> {
    await this.#rpc.setHashEntry('anchored', sipCallId, callId);
    await this.#rpc.endDialogSilently(sipCallId, fromTag, toTag);
  }

  async release({ sipCallId }: Of<'ReleaseDialog'>): Promise<void> {
    await this.#rpc.deleteHashEntry('anchored', sipCallId);
  }

  /** Through Kamailio itself, so that location, forking and trunks are the same as for any call. */
  async invite({ callId, attempt, sdp }: Of<'SendInvite'>): Promise<void> {
    await this.#rpc.sendRequest({
      method: 'INVITE',
      requestUri: attempt.requestUri,
      nextHop: `sip:${this.#sipAddress}`,
      headers: [
        `From: ${quoted(attempt.fromDisplay)}<${attempt.fromUri}>;tag=${attempt.localTag}`,
        `To: <${attempt.requestUri}>`,
        `Call-ID: ${attempt.sipCallId}`,
        `CSeq: ${FIRST_CSEQ} INVITE`,
        this.#contact,
        `Allow: ${ALLOW}`,
        `X-Cordboard-Secret: ${this.#secret}`,
        `X-Cordboard-Call: ${callId}`,
        `X-Cordboard-Account: ${attempt.onBehalfOf}`,
        `X-Cordboard-Ring-Ms: ${attempt.ringTimeoutMs}`,
        SDP_TYPE,
      ],
      body: sdp,
      // Kamailio rings for ringTimeoutMs and answers 408 itself; ours is the safety net behind it.
      inviteTimeoutMs: attempt.ringTimeoutMs + 10_000,
    });
  }

  async cancel({ sipCallId, cseq }: Of<'SendCancel'>): Promise<void> {
    await this.#rpc.cancel(sipCallId, cseq);
  }

  async bye({ dialog, cseq, q850Cause }: Of<'SendBye'>): Promise<void> {
    await this.#rpc.sendRequest({
      method: 'BYE',
      ...this.#inDialog(dialog),
      headers: [...dialogHeaders(dialog, cseq, 'BYE'), `Reason: Q.850;cause=${q850Cause}`],
    });
  }

  async refresh({ dialog, cseq, method, sdp, intervalMs }: Of<'SendRefresh'>): Promise<void> {
    await this.#rpc.sendRequest({
      method,
      ...this.#inDialog(dialog),
      headers: [
        ...dialogHeaders(dialog, cseq, method),
        this.#contact,
        `Allow: ${ALLOW}`,
        'Supported: timer',
        `Session-Expires: ${intervalMs / 1000};refresher=uac`,
        ...(sdp === '' ? [] : [SDP_TYPE]),
      ],
      ...(sdp === '' ? {} : { body: sdp }),
    });
  }

  async reply({ answer, status, reason, sdp }: Of<'Reply'>): Promise<void> {
    const ok = status < 300;
    await this.#rpc.reply({
      code: status,
      reason,
      transaction: answer.transaction,
      toTag: '',
      headers: [
        ...(ok ? [this.#contact] : []),
        `Allow: ${ALLOW}`,
        ...(ok ? sessionHeaders(answer.sessionExpires) : []),
        ...(status === 500 ? ['Retry-After: 2'] : []), // RFC 3261 §14.2
        ...(sdp === '' ? [] : [SDP_TYPE]),
      ],
      ...(sdp === '' ? {} : { body: sdp }),
    });
  }

  /** Request-URI and next hop of a request in a dialog (RFC 3261 §12.2.1.1; our routers are all loose). */
  #inDialog(dialog: Dialog): { requestUri: string; nextHop?: string } {
    const { uri, nextHop } = target(dialog.remoteTarget);
    const first = dialog.routeSet[0];
    if (first !== undefined) return { requestUri: uri, nextHop: first };
    return { requestUri: uri, ...(nextHop === undefined ? {} : { nextHop }) };
  }
}

const dialogHeaders = (dialog: Dialog, cseq: number, method: string): readonly string[] => [
  `From: <${dialog.localUri}>;tag=${dialog.localTag}`,
  `To: <${dialog.remoteUri}>;tag=${dialog.remoteTag}`,
  `Call-ID: ${dialog.sipCallId}`,
  `CSeq: ${cseq} ${method}`,
  ...dialog.routeSet.map((uri) => `Route: <${uri}>`),
];

/** The timer that the party asked for is what it gets, and it goes on refreshing (RFC 4028 §9). */
const sessionHeaders = (sessionExpires: string): readonly string[] => {
  if (sessionExpires === '') return [];
  const agreed = /refresher/i.test(sessionExpires) ? sessionExpires : `${sessionExpires};refresher=uac`;
  return ['Require: timer', `Session-Expires: ${agreed}`];
};
