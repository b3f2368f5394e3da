import type { Account, FailurePolicies, FeatureProfile } from '../account.ts';
import type { Call, CallLeg, Person } from '../call.ts';
import type { Command, Decision, Hearing, Input } from '../messages.ts';
import type { Pair } from '../pair.ts';
import { spentNothing } from '../spent.ts';
import type { State, Transfer } from '../state.ts';

/** The profile of SPEC § 1's first column, with its defaults. */
export const telecube: FeatureProfile = {
  startAttended: '*',
  startBlind: '##',
  return: '**',
  conference: '',
  terminator: '#',
  interdigitMs: 1_000,
  numberTimeoutMs: 3_000,
  firstDigitMs: 10_000,
  attempts: 3,
  calls: [],
};

/** The last column. */
export const hash: FeatureProfile = {
  ...telecube,
  startAttended: '#',
  startBlind: '',
  return: '*',
  conference: '#',
};

/** Nothing is configured. */
export const noPolicies: FailurePolicies = {
  any: null,
  busy: null,
  noAnswer: null,
  unavailable: null,
  rejected: null,
};

export const account: Account = {
  account: '101@demo.test',
  tenant: 'demo',
  domain: 'demo.test',
  extension: '101',
  displayName: 'Anna',
  language: 'pl',
  profile: telecube,
  ringTimeoutMs: 30_000,
  policies: { incoming: noPolicies, outgoing: noPolicies },
  callerId: { show: 'transferor', number: '' },
  maxOffNetLegs: 0,
  showsPeers: true,
};

/** An account whose tenant has one policy for everything. */
export const withPolicy = (any: FailurePolicies['any'], of: Account = account): Account => ({
  ...of,
  policies: { incoming: { ...noPolicies, any }, outgoing: { ...noPolicies, any } },
});

const party = (tag: string) => ({ mediaCall: 'm', tag });

const customer: Person = {
  legId: 'caller',
  party: party('caller'),
  number: '+48600100200',
  displayName: 'Kowalski',
  account: '',
};
const employee: Person = {
  legId: 'callee',
  party: party('callee'),
  number: '101',
  displayName: 'Anna',
  account: account.account,
};

const leg = (person: Person, partnerLegId: string): CallLeg => ({ ...person, answered: true, partnerLegId });

/** A customer has called the DID of 101. */
export const call: Call = {
  anchored: false,
  byApi: false,
  dialled: '+48221000101',
  legs: [leg(customer, 'callee'), leg(employee, 'caller')],
};

export const pair: Pair = {
  transferor: { legId: 'callee', party: party('callee'), account },
  transferee: customer,
  direction: 'incoming',
  dialled: call.dialled,
};

/** The target's leg, as `dial` names it at the time that the samples use. */
export const target = { legId: 'target-500', party: party('target-500') };
const recall = { legId: 'recall-500', party: party('recall-500') };
/** The transferor's and the target's leg of the consultation call, when they have come over. */
const consultation = {
  transferor: { legId: 'other-caller', party: party('other-caller') },
  target: { legId: 'other-callee', party: party('other-callee') },
};

/** When the samples' deadlines are due; every input happens before. */
export const deadlineAt = 9_000;
export const at = 1_000;

const idle = { status: 'Idle', begunCodes: [], givenUpLegIds: [], reunion: null } as const;
const lasting = {
  ...pair,
  startedAt: 0,
  initiator: { by: 'code' },
  kind: 'attended',
  pressed: null,
  cause: null,
  spent: spentNothing(0),
  givenUpLegIds: [],
} as const;
const common = { ...lasting, deadlineAt };
const byRefer = { initiator: { by: 'refer', legId: 'callee', referralId: '7' }, kind: 'blind' } as const;
const busy = { cause: 'busy' } as const;
const resolving = { ...common, status: 'ResolvingNumber', asked: '103', attempt: 1 } as const;
const routed = withPolicy({
  action: 'return',
  toTransferor: null,
  toTransferee: null,
  ringTimeoutMs: 20_000,
  ifUnanswered: 'route-again',
});

/** A state of each kind, and of those whose fields make a difference one more. */
export const samples = {
  Idle: idle,
  'Idle, just returned': { ...idle, reunion: { transferorLegId: 'callee', until: at + 4_000 } },
  'Idle, returned long ago': { ...idle, reunion: { transferorLegId: 'callee', until: at - 1 } },
  'Idle, target given up': { ...idle, givenUpLegIds: [target.legId] },
  'CollectingNumber, no digit': { ...common, status: 'CollectingNumber', digits: '', attempt: 1 },
  'CollectingNumber, digits': { ...common, status: 'CollectingNumber', digits: '10', attempt: 1 },
  ResolvingNumber: { ...resolving, transferorLeft: false },
  'ResolvingNumber, blind': { ...resolving, kind: 'blind', transferorLeft: false },
  'ResolvingNumber by a program': { ...resolving, initiator: { by: 'api' }, transferorLeft: false },
  'ResolvingNumber by REFER': { ...resolving, ...byRefer, transferorLeft: false },
  'ResolvingNumber, transferor gone': { ...resolving, transferorLeft: true },
  TargetRinging: {
    ...common,
    status: 'TargetRinging',
    targetLegId: target.legId,
    transferorHears: 'silence',
  },
  TargetRingingReferred: {
    ...common,
    ...byRefer,
    status: 'TargetRingingReferred',
    targetLegId: target.legId,
  },
  TargetRingingUnattended: { ...common, status: 'TargetRingingUnattended', targetLegId: target.legId },
  MergingCalls: {
    ...common,
    ...byRefer,
    kind: 'attended',
    status: 'MergingCalls',
    otherCallId: 'other',
    transferorLeft: false,
  },
  'MergingCalls, transferor gone': {
    ...common,
    ...byRefer,
    kind: 'attended',
    status: 'MergingCalls',
    otherCallId: 'other',
    transferorLeft: true,
  },
  Consulting: { ...lasting, status: 'Consulting', target },
  Conferring: { ...lasting, status: 'Conferring', target },
  ExplainingFailure: {
    ...common,
    ...busy,
    status: 'ExplainingFailure',
    spoken: 'callee@500',
    toTransferee: null,
  },
  'ExplainingFailure, to both': {
    ...common,
    ...busy,
    status: 'ExplainingFailure',
    spoken: 'callee@500',
    toTransferee: { spoken: 'caller@500', musicAt: deadlineAt + 1 },
  },
  Recalling: {
    ...common,
    ...busy,
    status: 'Recalling',
    recallLegId: recall.legId,
    toTransferee: null,
  },
  'Recalling, else route again': {
    ...common,
    ...busy,
    transferor: { ...pair.transferor, account: routed },
    status: 'Recalling',
    recallLegId: recall.legId,
    toTransferee: { spoken: 'caller@500', musicAt: deadlineAt + 1 },
  },
  ResolvingRoute: { ...common, ...busy, status: 'ResolvingRoute', toTransferee: null },
  'ResolvingRoute, message not over': {
    ...common,
    ...busy,
    status: 'ResolvingRoute',
    toTransferee: { spoken: 'caller@500', musicAt: deadlineAt + 1 },
  },
  Rerouting: { ...common, ...busy, status: 'Rerouting', targetLegId: target.legId, toTransferee: null },
  'Rerouting, message not over': {
    ...common,
    ...busy,
    status: 'Rerouting',
    targetLegId: target.legId,
    toTransferee: { spoken: 'caller@500', musicAt: deadlineAt + 1 },
  },
  Apologising: { ...common, ...busy, status: 'Apologising', spoken: 'caller@500' },
  InVoicemail: { ...common, ...busy, status: 'InVoicemail', mailbox: '101', spoken: 'caller@500' },
  'TransferorAlone, target given up': {
    ...common,
    status: 'TransferorAlone',
    givenUpLegIds: [target.legId],
  },
  TransferorAlone: { ...common, status: 'TransferorAlone' },
} as const satisfies Record<string, State>;
export type SampleState = keyof typeof samples;

const digit = (legId: string, key: string): Extract<Input, { type: 'DigitPressed' }> => ({
  type: 'DigitPressed',
  legId,
  digit: key,
  undelivered: false,
  call,
  account,
  at,
  handledAt: at,
});
const originate: Command = {
  type: 'Originate',
  legId: target.legId,
  requestUri: 'sip:103@demo.test',
  from: { uri: 'sip:101@demo.test', displayName: 'Anna' },
  onBehalfOf: '101@demo.test',
  ringTimeoutMs: 30_000,
  offNet: null,
  divertedFrom: '',
};
const replaces = { callId: 'other', transferorLegId: 'caller', targetLegId: 'callee' };
const refer = {
  type: 'ReferReceived',
  legId: 'callee',
  referralId: '8',
  referTo: 'sip:103@demo.test',
  replaces: null,
  call,
  account,
  at,
} as const satisfies Input;
const stranger: Person = {
  legId: 'stranger-1',
  party: party('stranger-1'),
  number: '105',
  displayName: 'Ewa',
  account: '105@demo.test',
};
const takesPlaceOf = (legId: string): Input => ({
  type: 'LegReplaced',
  legId,
  by: stranger,
  account: null,
  at,
});

/** Every input, with its meaning for the samples in words. */
export const inputs = {
  'transferor presses 5': digit('callee', '5'),
  'transferor presses *': digit('callee', '*'),
  'transferor presses #': digit('callee', '#'),
  'transferor pressed * long ago': { ...digit('callee', '*'), handledAt: at + 60_000 },
  'transferee presses *': { ...digit('caller', '*'), account: { ...account, account: '102@demo.test' } },
  'transferor presses 5 by INFO': { ...digit('callee', '5'), undelivered: true },
  'transferee presses 5 by INFO': { ...digit('caller', '5'), undelivered: true, account: null },
  'target presses 5 by INFO': { ...digit(target.legId, '5'), undelivered: true, account: null },
  'target rings': { type: 'LegRinging', legId: target.legId, at },
  'target sends early media': { type: 'LegEarlyMedia', ...target, at },
  'target answers': { type: 'LegAnswered', ...target, at },
  'target is busy': { type: 'LegFailed', legId: target.legId, cause: 'busy', sipStatus: 486, at },
  'target hangs up': { type: 'LegEnded', legId: target.legId, at },
  'transferor hangs up': { type: 'LegEnded', legId: 'callee', at },
  'transferee hangs up': { type: 'LegEnded', legId: 'caller', at },
  'unknown leg answers': { type: 'LegAnswered', legId: 'target-1', party: party('target-1'), at },
  'unknown leg ends': { type: 'LegEnded', legId: 'target-1', at },
  'recalled phone answers': { type: 'LegAnswered', ...recall, at },
  'recalled phone is busy': { type: 'LegFailed', legId: recall.legId, cause: 'busy', sipStatus: 486, at },
  "transferor's phone refers": refer,
  "transferor's phone refers to a call": { ...refer, replaces },
  'REFER comes again': { ...refer, referralId: '7' },
  'customer refers': { ...refer, legId: 'caller', account: null },
  'calls are merged': { type: 'CallsMerged', otherCallId: 'other', ...consultation, at },
  'target has left the merged call': {
    type: 'CallsMerged',
    otherCallId: 'other',
    transferor: null,
    target: null,
    at,
  },
  'merging fails': { type: 'CommandFailed', command: { type: 'MergeCalls', replaces }, at },
  "another phone takes the transferor's place": takesPlaceOf('callee'),
  "another phone takes the transferee's place": takesPlaceOf('caller'),
  "another phone takes the target's place": takesPlaceOf(target.legId),
  'program starts a transfer': { type: 'StartRequested', kind: 'attended', dialled: '103', pair, at },
  'program completes': { type: 'CompleteRequested', at },
  'program returns': { type: 'ReturnRequested', at },
  'program starts a conference': { type: 'ConferenceRequested', at },
  'call ends': { type: 'CallEnded', at },
  'call goes into another': { type: 'CallMerged', at },
  'deadline passes': { type: 'TimerDue', dueAt: deadlineAt, at },
  'early timer': { type: 'TimerDue', dueAt: deadlineAt - 1, at },
  'late timer': { type: 'TimerDue', dueAt: deadlineAt + 1, at },
  'number is resolved': {
    type: 'NumberResolved',
    dialled: '103',
    target: { requestUri: 'sip:103@demo.test', number: '103', offNet: false },
    at: 500,
  },
  'number is refused': { type: 'NumberRefused', dialled: '103', cause: 'unknown-number', at },
  'number dialled first is resolved': {
    type: 'NumberResolved',
    dialled: '+48221000101',
    target: { requestUri: 'sip:101@demo.test', number: '101', offNet: false },
    at: 500,
  },
  'number dialled first is refused': {
    type: 'NumberRefused',
    dialled: '+48221000101',
    cause: 'not-allowed',
    at,
  },
  'message to the transferor has started': {
    type: 'AudioStarted',
    audio: 'callee@500',
    durationMs: 2_000,
    at,
  },
  'message to the transferee has started': {
    type: 'AudioStarted',
    audio: 'caller@500',
    durationMs: 2_000,
    at,
  },
  'message to the transferee cannot be played': {
    type: 'CommandFailed',
    command: { type: 'Arrange', hearings: [], timed: 'caller@500', held: false },
    at,
  },
  'anchoring fails': { type: 'CommandFailed', command: { type: 'Anchor', releasedLegId: 'callee' }, at },
  'dialling fails': { type: 'CommandFailed', command: originate, at },
  'resolving fails': {
    type: 'CommandFailed',
    command: { type: 'ResolveNumber', account: '101@demo.test', dialled: '103' },
    at,
  },
  'bridging fails': {
    type: 'CommandFailed',
    command: { type: 'Bridge', legId: 'caller', partnerLegId: target.legId },
    at,
  },
  'hanging up fails': { type: 'CommandFailed', command: { type: 'HangUp', legId: target.legId }, at },
} as const satisfies Record<string, Input>;
export type SampleInput = keyof typeof inputs;

const roles: readonly (readonly [RegExp, string])[] = [
  [/^callee$/, 'transferor'],
  [/^caller$/, 'transferee'],
  [/^target-1$|^stranger-/, 'stranger'],
  [/^target-|^route-|-callee$/, 'target'],
  [/^recall-/, 'transferor again'],
  [/-caller$/, "transferor's other leg"],
];
const roleOf = (legId: string): string => roles.find(([name]) => name.test(legId))?.[1] ?? legId;

const heard = ({ party: { tag }, hears }: Hearing): string => {
  switch (hears.type) {
    case 'Silence':
      return `${roleOf(tag)} hears nothing`;
    case 'Audio': {
      const what = 'text' in hears.sound ? `"${hears.sound.text}"` : hears.sound.name;
      return `${roleOf(tag)} hears ${[what, hears.language].filter(Boolean).join(' ')}`;
    }
    case 'Parties':
      return `${roleOf(tag)} hears ${hears.parties.map((one) => roleOf(one.tag)).join(' and ')}`;
  }
};

const ordered = (command: Command): readonly string[] => {
  switch (command.type) {
    case 'Arrange':
      return command.hearings.map(heard);
    case 'Anchor':
      return [`anchor and release ${roleOf(command.releasedLegId)}`];
    case 'Bridge':
      return [`bridge ${roleOf(command.legId)} ${roleOf(command.partnerLegId)}`];
    case 'Originate':
      return [`dial ${command.requestUri} as ${command.from.uri}`];
    case 'HangUp':
      return [`hang up ${roleOf(command.legId)}`];
    case 'ResolveNumber':
      return [`resolve ${command.dialled}`];
    case 'MergeCalls':
      return [`merge ${command.replaces.callId}`];
    case 'ReportReferral':
      return [`report ${command.sipStatus}`];
    case 'SendDigits':
      return [`send ${command.digits} to ${roleOf(command.party.tag)}`];
    case 'ShowPeers':
      return [`show ${roleOf(command.legId)} and ${roleOf(command.peerLegId)} each other`];
    case 'StartTimer':
      return [`timer ${command.name} ${command.dueAt}`];
    case 'InOrder':
      return [command.commands.map((each) => ordered(each).join(', ')).join(' then ')];
  }
};

/** How a decision that ends a transfer says so, and after what failure: `TransferEnded apologised busy`. */
const happened = (event: Decision['events'][number]): string => {
  if (event.type === 'TransferFailed') return `${event.type} ${event.cause}`;
  if (event.type !== 'TransferEnded') return event.type;
  return [event.type, event.outcome, event.cause].filter((word) => word !== null).join(' ');
};

/** A decision in one line: `Event, Event: order, order`; empty where nothing follows. */
export const inWords = ({ events, commands }: Decision): string => {
  const facts = events.map(happened).join(', ');
  const orders = commands.flatMap(ordered).join(', ');
  return orders === '' ? facts : `${facts}: ${orders}`;
};
