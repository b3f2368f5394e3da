/** A call between Anna at 101 and a customer over the trunk, for the specs. */
import { type Anchored, absent, type State } from './call.ts';
import { decide } from './decider.ts';
import { evolve } from './evolve.ts';
import type {
  AnswerOutcome,
  Command,
  Event,
  Input,
  PlainCall,
  PlainHalf,
  SipRequest,
  SipResponse,
} from './messages.ts';

export const at = 1_784_700_000_000;

const half = (tag: string, uri: string, contact: string): PlainHalf => ({
  tag,
  uri,
  name: '',
  contact,
  routeSet: [],
  account: '',
  trunk: '',
  forwardedFor: '',
  allowsUpdate: true,
  cseq: 1,
  isHolding: false,
});

export const plainCall: PlainCall = {
  callId: '2f1c000000000001',
  node: 'n1',
  sipCallId: 'a84b4c76e66710',
  dialled: '+48221000101',
  sessionExpires: '',
  caller: { ...half('customer', 'sip:+48600100200@carrier', 'sip:10.99.0.2'), trunk: 'carrier', cseq: 7 },
  callee: { ...half('anna', 'sip:101@demo.test', 'sip:101@10.99.0.1:40001'), account: '101@demo.test' },
};

export const attempt = {
  sipCallId: '2f1c000000000001-target-1',
  localTag: 'ours',
  requestUri: 'sip:103@demo.test',
  fromUri: 'sip:101@demo.test',
  fromDisplay: 'Anna',
  onBehalfOf: '101@demo.test',
  callerNumber: '',
  divertedFrom: '',
  ringTimeoutMs: 30_000,
};
export const targetParty = { mediaCall: plainCall.sipCallId, tag: 'ours' };

export const anchor: Input = { type: 'AnchorRequested', call: plainCall, release: '', at };
export const anchorAndRelease: Input = { type: 'AnchorRequested', call: plainCall, release: 'callee', at };
export const release = (legId: string): Input => ({ type: 'ReleaseRequested', legId, at });
export const originate = {
  type: 'OriginateRequested',
  legId: 'target-1',
  attempt,
  party: targetParty,
  sdp: 'offer',
  at,
} satisfies Input;

const place = { tenant: 'demo', callId: plainCall.callId, legId: 'target-1' };
export const offNet: Input = { ...originate, offNet: { place, maxLegs: 2 } };
export const placed = (granted: boolean): Input => ({
  type: 'OffNetDecided',
  place,
  granted,
  sdp: 'offer',
  at,
});

export const response = (
  status: number,
  over: Partial<SipResponse> = {},
  media: AnswerOutcome = over.sdp === undefined ? 'none' : 'accepted',
): Input => ({
  type: 'ResponseReceived',
  media,
  at,
  response: {
    method: 'INVITE',
    status,
    reason: 'Because',
    cseq: 1,
    sipCallId: attempt.sipCallId,
    fromTag: 'ours',
    toTag: 'carol',
    contact: 'sip:103@10.99.0.1:40003',
    routeSet: [],
    account: '103@demo.test',
    trunk: '',
    forwardedFor: '',
    sessionExpires: '',
    minIntervalMs: 0,
    allowsUpdate: true,
    sdp: '',
    ...over,
  },
});

/** A request of the customer (leg `caller`). */
export const request = (method: string, over: Partial<SipRequest> = {}): Input => ({
  type: 'RequestReceived',
  node: 'n1',
  at,
  request: {
    method,
    sipCallId: plainCall.sipCallId,
    fromTag: 'customer',
    toTag: 'anna',
    transaction: '1:2',
    cseq: 8,
    contact: 'sip:10.99.0.2',
    sessionExpires: '',
    q850Cause: 16,
    sdp: '',
    ...over,
  },
});

export const hangUp = (legId: string): Input => ({ type: 'HangUpRequested', legId, q850Cause: 16, at });
export const bridge = (legId: string, partner: string): Input => ({
  type: 'BridgeRequested',
  legId,
  partner,
  at,
});

/** The state after these inputs. */
export const after = (...inputs: readonly Input[]): State =>
  inputs.reduce<State>((state, input) => decide(input, state).events.reduce(evolve, state), absent);

export const calling = [anchor, bridge('caller', ''), originate];
export const placing = [anchor, offNet];
export const ringing = [...calling, response(180)];
export const answered = [...ringing, response(200, { sdp: 'answer' })];
export const cancelling = [...ringing, hangUp('target-1')];
export const bridged = [...answered, bridge('caller', 'target-1')];

export const legs = (state: State): Anchored['legs'] => (state.status === 'Anchored' ? state.legs : {});

/** What one more input leads to, in names. */
export const outcome = (given: readonly Input[], when: Input) => {
  const state = after(...given);
  const { events, commands } = decide(when, state);
  const next = events.reduce<State>(evolve, state);
  return {
    events: events.map(eventName),
    commands: commands.map(commandName),
    detail: { events, commands },
    next,
  };
};

const eventName = (event: Event): string => {
  if (event.type === 'LegDialled') return `${event.type} ${event.leg.legId}`;
  return 'legId' in event ? `${event.type} ${event.legId}` : event.type;
};
const commandName = (command: Command): string => command.type;
