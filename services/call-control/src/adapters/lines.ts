/** The lines of one Kamailio node: what the decider orders, as SIP requests and replies through its JSON-RPC. */
import {
  KamailioFault,
  type KamailioJsonRpc,
  type SipHeader,
  UnsafeSipText,
} from '@cordboard/kamailio-jsonrpc';
import type { Log } from '@cordboard/messaging';
import type { Dialog, Errand, SessionTimer } from '../domain/call.ts';
import { FIRST_CSEQ } from '../domain/ending.ts';
import type { Command, Input } from '../domain/messages.ts';
import { MIN_INTERVAL_MS } from '../domain/session-timer.ts';
import type { Progress } from './kamailio-facts.ts';
import { quoted } from './sip-header.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

const ALLOW: SipHeader = ['Allow', 'INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, REFER'];
/** Phones offer a transfer with Replaces only to those who support it (RFC 3891 §4). */
const SUPPORTED: SipHeader = ['Supported', 'replaces, norefersub'];
const SDP_TYPE: SipHeader = ['Content-Type', 'application/sdp'];

/** Kamailio takes the difference of two whole seconds. */
const UPTIME_ERROR_MS = 1_000;

export interface LinesOptions {
  readonly rpc: KamailioJsonRpc;
  /** "host:port" of Kamailio's own SIP socket: our Contact, and the next hop of what we originate. */
  readonly sipAddress: string;
  /** By this Kamailio knows that an INVITE is ours. */
  readonly originationSecret: string;
  readonly log: Log;
}

export class Lines {
  readonly #rpc: KamailioJsonRpc;
  readonly #sipAddress: string;
  readonly #secret: string;
  readonly #log: Log;
  readonly #contact: SipHeader;

  constructor({ rpc, sipAddress, originationSecret, log }: LinesOptions) {
    this.#rpc = rpc;
    this.#sipAddress = sipAddress;
    this.#secret = originationSecret;
    this.#log = log;
    this.#contact = ['Contact', `<sip:cordboard@${sipAddress}>`];
  }

  /** In-dialog requests of this SIP Call-ID come to us from now on, and the dialog module forgets it. */
  async anchor({ sipCallId, callId, fromTag, toTag }: Of<'AnchorDialog'>): Promise<void> {
    await this.anchorAgain(sipCallId, callId);
    await this.#rpc.endDialogSilently(sipCallId, fromTag, toTag);
  }

  /** Kamailio has started anew and knows nothing of the calls that were anchored on it. */
  async anchorAgain(sipCallId: string, callId: string): Promise<void> {
    await this.#rpc.setHashEntry('anchored', sipCallId, callId);
  }

  /** How far either half of a plain call has come. */
  async progress(sipCallId: string): Promise<{ caller: Progress; callee: Progress }> {
    const [caller, callee] = await Promise.all(
      ['caller', 'callee'].map((half) => this.#rpc.getHashEntry('cseqs', `${sipCallId}::${half}`)),
    );
    return { caller: progressOf(caller), callee: progressOf(callee) };
  }

  /** When the node has started at the latest, milliseconds since 1970; undefined where it is away. */
  async startedBy(): Promise<number | undefined> {
    try {
      return Date.now() - (await this.#rpc.uptimeMs()) + UPTIME_ERROR_MS;
    } catch (error) {
      this.#log.warn({ err: error }, 'a Kamailio node does not say since when it runs');
      return undefined;
    }
  }

  /** The call that a dialog belongs to which is ours; undefined: it is not. */
  async callOf(sipCallId: string): Promise<string | undefined> {
    const callId = await this.#rpc.getHashEntry('anchored', sipCallId);
    return callId === undefined ? undefined : `${callId}`;
  }

  /** Who has hung up on an anchored dialog of late, as `<its SIP Call-ID>::<the party's tag>`; none while the node is away. */
  async hangUps(): Promise<readonly string[]> {
    try {
      return await this.#rpc.listHashKeys('hangups');
    } catch (error) {
      this.#log.warn({ err: error }, 'a Kamailio node does not say who has hung up');
      return [];
    }
  }

  async release({ sipCallId }: Of<'ReleaseDialog'>): Promise<void> {
    await this.#rpc.deleteHashEntry('anchored', sipCallId);
  }

  /** Through Kamailio itself, so that location, forking and trunks are the same as for any call. */
  async invite({ callId, legId, attempt, sdp }: Of<'SendInvite'>): Promise<Input | undefined> {
    await this.anchorAgain(attempt.sipCallId, callId); // from here on this Kamailio knows it, see findAttempt
    const refused = await this.#attempt(() =>
      this.#rpc.sendRequest({
        method: 'INVITE',
        requestUri: attempt.requestUri,
        nextHop: `sip:${this.#sipAddress}`,
        headers: [
          ['From', `${quoted(attempt.fromDisplay)}<${attempt.fromUri}>;tag=${attempt.localTag}`],
          ['To', `<${attempt.requestUri}>`],
          ['Call-ID', attempt.sipCallId],
          ['CSeq', `${FIRST_CSEQ} INVITE`],
          this.#contact,
          ALLOW,
          SUPPORTED,
          ['X-Cordboard-Secret', this.#secret],
          ['X-Cordboard-Call', callId],
          ['X-Cordboard-Account', attempt.onBehalfOf],
          ['X-Cordboard-Ring-Ms', `${attempt.ringTimeoutMs}`],
          ...named('X-Cordboard-Caller-Number', attempt.callerNumber),
          ...named('X-Cordboard-Diverted-From', attempt.divertedFrom),
          SDP_TYPE,
        ],
        body: sdp,
        // Kamailio rings for ringTimeoutMs and answers 408 itself; ours is the safety net behind it.
        inviteTimeoutMs: attempt.ringTimeoutMs + 10_000,
      }),
    );
    return refused && { type: 'InviteRefused', legId, reason: refused.message, at: Date.now() };
  }

  /** One that this Kamailio does not know was sent by an earlier one, and its transaction is gone. */
  async findAttempt({ legId, sipCallId }: Of<'FindAttempt'>): Promise<Input | undefined> {
    const callId = await this.callOf(sipCallId);
    return callId === undefined ? { type: 'AttemptLost', legId, at: Date.now() } : undefined;
  }

  async cancel({ sipCallId, cseq }: Of<'SendCancel'>): Promise<void> {
    await this.#attempt(() => this.#rpc.cancel(sipCallId, cseq)); // a fault: it has its final response
  }

  async bye({ dialog, cseq, q850Cause }: Of<'SendBye'>): Promise<void> {
    await this.#attempt(() =>
      this.#rpc.sendRequest({
        method: 'BYE',
        ...destination(dialog),
        headers: [...dialogHeaders(dialog, cseq, 'BYE'), ['Reason', `Q.850;cause=${q850Cause}`]],
      }),
    );
  }

  async refresh({ dialog, cseq, method, sdp, session, errand }: Of<'SendRefresh'>): Promise<void> {
    await this.#attempt(() =>
      this.#rpc.sendRequest({
        method,
        ...destination(dialog),
        headers: [
          ...dialogHeaders(dialog, cseq, method),
          this.#contact,
          ALLOW,
          ...refreshHeaders(session, errand),
          ...(sdp === '' ? [] : [SDP_TYPE]),
        ],
        ...(sdp === '' ? {} : { body: sdp }),
      }),
    );
  }

  /** 202, and then whether it went out: where Kamailio has answered for us, the phone has given up. */
  async acceptRefer({ answer, referral, at }: Of<'AcceptRefer'>): Promise<Input> {
    const lost = await this.#attempt(() =>
      this.#rpc.reply({
        code: 202,
        reason: 'Accepted',
        transaction: answer.transaction,
        toTag: '',
        headers: [this.#contact, ALLOW, ...(referral.isSubscribed ? [] : [['Refer-Sub', 'false'] as const])],
      }),
    );
    return lost === undefined ? { type: 'ReferAccepted', referral, at } : { type: 'ReferLost', referral, at };
  }

  /** 200 to an INVITE with Replaces, and then whether it went out. */
  async acceptReplacement({ answer, node, leg, sdp, replaced, at }: Of<'AcceptReplacement'>): Promise<Input> {
    const lost = await this.#attempt(() =>
      this.#rpc.reply({
        code: 200,
        reason: 'OK',
        transaction: answer.transaction,
        toTag: leg.dialog.localTag,
        headers: [this.#contact, ALLOW, SUPPORTED, ...sessionHeaders(answer.sessionExpires), SDP_TYPE],
        body: sdp,
      }),
    );
    return lost === undefined
      ? { type: 'ReplacementAccepted', node, leg, replaced, at }
      : { type: 'ReplacementLost', node, leg, at };
  }

  /** @see RFC 3515 §2.4.5, RFC 6665 §4.1.3 */
  async notify({ dialog, cseq, referralId, status, reason, expiresMs }: Of<'SendNotify'>): Promise<void> {
    const state =
      expiresMs > 0 ? `active;expires=${Math.ceil(expiresMs / 1000)}` : 'terminated;reason=noresource';
    await this.#attempt(() =>
      this.#rpc.sendRequest({
        method: 'NOTIFY',
        ...destination(dialog),
        headers: [
          ...dialogHeaders(dialog, cseq, 'NOTIFY'),
          this.#contact,
          ['Event', `refer;id=${referralId}`],
          ['Subscription-State', state],
          ['Content-Type', 'message/sipfrag;version=2.0'],
        ],
        body: `SIP/2.0 ${status} ${reason}\r\n`,
      }),
    );
  }

  async reply({ answer, status, reason, sdp }: Of<'Reply'>): Promise<void> {
    const ok = status < 300;
    await this.#attempt(() =>
      this.#rpc.reply({
        code: status,
        reason,
        transaction: answer.transaction,
        toTag: '',
        headers: [
          ...(ok ? [this.#contact] : []),
          ALLOW,
          ...(ok ? sessionHeaders(answer.sessionExpires) : []),
          ...(status === 500 ? [['Retry-After', '2'] as const] : []), // RFC 3261 §14.2
          ...(status === 422 ? [['Min-SE', `${MIN_INTERVAL_MS / 1000}`] as const] : []),
          ...(sdp === '' ? [] : [SDP_TYPE]),
        ],
        ...(sdp === '' ? {} : { body: sdp }),
      }),
    ); // a fault: it was answered before, or has timed out
  }

  /** What Kamailio refuses now it will refuse again; only an unreachable Kamailio is worth another try. */
  async #attempt(send: () => Promise<void>): Promise<KamailioFault | UnsafeSipText | undefined> {
    try {
      await send();
      return undefined;
    } catch (error) {
      if (!(error instanceof KamailioFault) && !(error instanceof UnsafeSipText)) throw error;
      this.#log.warn({ err: error }, 'Kamailio refused a command');
      return error;
    }
  }
}

const named = (name: string, value: string): readonly SipHeader[] => (value === '' ? [] : [[name, value]]);

/** "7", "7 held", "7  sip:there" or "7 held sip:there". */
const progressOf = (entry: string | number = 0): Progress => {
  const [cseq, held, contact = ''] = `${entry}`.split(' ');
  return { cseq: Number(cseq), isHolding: held === 'held', contact };
};

/** Request-URI and next hop of a request in a dialog (RFC 3261 §12.2.1.1; our routers are all loose). */
const destination = ({ remoteTarget, routeSet: [first] }: Dialog) => ({
  requestUri: remoteTarget,
  ...(first === undefined ? {} : { nextHop: first }),
});

const dialogHeaders = (dialog: Dialog, cseq: number, method: string): readonly SipHeader[] => [
  ['From', `<${dialog.localUri}>;tag=${dialog.localTag}`],
  ['To', `<${dialog.remoteUri}>;tag=${dialog.remoteTag}`],
  ['Call-ID', dialog.sipCallId],
  ['CSeq', `${cseq} ${method}`],
  ...dialog.routeSet.map((uri) => ['Route', `<${uri}>`] as const),
];

/** Who has refreshed so far goes on doing so (RFC 4028 §7.4). */
const refreshHeaders = (
  session: SessionTimer | undefined,
  { peer, minIntervalMs }: Errand,
): readonly SipHeader[] => [
  ['Supported', 'timer'],
  ...(session === undefined
    ? []
    : [
        [
          'Session-Expires',
          `${session.intervalMs / 1000};refresher=${session.refresher === 'us' ? 'uac' : 'uas'}`,
        ] as const,
      ]),
  ...(minIntervalMs === undefined ? [] : [['Min-SE', `${minIntervalMs / 1000}`] as const]),
  ...(peer === undefined
    ? []
    : [['P-Asserted-Identity', `${quoted(peer.displayName)}<${peer.uri}>`] as const]),
];

/** The timer that the party asked for is what it gets, and it goes on refreshing (RFC 4028 §9). */
const sessionHeaders = (sessionExpires: string): readonly SipHeader[] => {
  if (sessionExpires === '') return [];
  const agreed = /refresher/i.test(sessionExpires) ? sessionExpires : `${sessionExpires};refresher=uac`;
  return [
    ['Require', 'timer'],
    ['Session-Expires', agreed],
  ];
};
