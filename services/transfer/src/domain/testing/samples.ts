import type { Account, FeatureProfile } from '../account.ts';
import type { Call, CallLeg } from '../call.ts';
import type { Command, Decision, Hearing, Input } from '../messages.ts';
import type { Pair, State, Transfer } from '../state.ts';

/** The profile of SPEC § 1's first column, with its defaults. */
export const telecube: FeatureProfile = {
  startAttended: '*',
  startBlind: '##',
  return: '**',
  terminator: '#',
  interdigitMs: 1_000,
  numberTimeoutMs: 3_000,
  firstDigitMs: 10_000,
  attempts: 3,
};

export const account: Account = {
  account: '101@demo.test',
  displayName: 'Anna',
  language: 'pl',
  profile: telecube,
  ringTimeoutMs: 30_000,
};

const leg = (legId: string, partnerLegId: string): CallLeg => ({
  legId,
  party: { mediaCall: 'm', tag: legId },
  answered: true,
  partnerLegId,
});

export const call: Call = { anchored: false, legs: [leg('caller', 'callee'), leg('callee', 'caller')] };

const party = (tag: string) => ({ mediaCall: 'm', tag });
export const pair: Pair = {
  transferor: { legId: 'callee', party: party('callee'), account },
  transferee: { legId: 'caller', party: party('caller') },
};

/** The target's leg, as `dial` names it at the time that the samples use. */
export const target = { legId: 'target-500', party: party('target-500') };

/** When the samples' deadlines are due; every input happens before. */
export const deadlineAt = 9_000;
export const at = 1_000;

const common = { ...pair, pressed: null, cancelledLegIds: [], deadlineAt };
const number = { kind: 'attended', attempt: 1 } as const;

/** A state of each kind, and of those whose fields make a difference one more. */
export const samples = {
  Idle: { status: 'Idle', begunCodes: [], cancelledLegIds: [] },
  'Idle, target cancelled': { status: 'Idle', begunCodes: [], cancelledLegIds: [target.legId] },
  'CollectingNumber, no digit': { ...common, ...number, status: 'CollectingNumber', digits: '' },
  'CollectingNumber, digits': { ...common, ...number, status: 'CollectingNumber', digits: '10' },
  ResolvingNumber: { ...common, ...number, status: 'ResolvingNumber', digits: '103', transferorLeft: false },
  'ResolvingNumber, transferor gone': {
    ...common,
    ...number,
    status: 'ResolvingNumber',
    digits: '103',
    transferorLeft: true,
  },
  TargetRinging: {
    ...common,
    status: 'TargetRinging',
    targetLegId: target.legId,
    transferorHears: 'silence',
  },
  TargetRingingUnattended: { ...common, status: 'TargetRingingUnattended', targetLegId: target.legId },
  Consulting: { ...pair, pressed: null, cancelledLegIds: [], status: 'Consulting', target },
  ExplainingFailure: { ...common, status: 'ExplainingFailure', prompt: 'target-busy' },
  Apologising: { ...common, status: 'Apologising' },
  'TransferorAlone, target cancelled': {
    ...common,
    status: 'TransferorAlone',
    cancelledLegIds: [target.legId],
  },
  TransferorAlone: { ...common, status: 'TransferorAlone' },
} as const satisfies Record<string, State>;
export type SampleState = keyof typeof samples;

const digit = (legId: string, key: string): Extract<Input, { type: 'DigitPressed' }> => ({
  type: 'DigitPressed',
  legId,
  digit: key,
  call,
  account,
  at,
  handledAt: at,
});
const originate: Command = {
  type: 'Originate',
  legId: target.legId,
  requestUri: 'sip:103@demo.test',
  from: { account: '101@demo.test', displayName: 'Anna' },
  ringTimeoutMs: 30_000,
};

/** Every input, with its meaning for the samples in words. */
export const inputs = {
  'transferor presses 5': digit('callee', '5'),
  'transferor presses *': digit('callee', '*'),
  'transferor presses #': digit('callee', '#'),
  'transferor pressed * long ago': { ...digit('callee', '*'), handledAt: at + 60_000 },
  'transferee presses *': { ...digit('caller', '*'), account: { ...account, account: '102@demo.test' } },
  'target rings': { type: 'LegRinging', legId: target.legId, at },
  'target sends early media': { type: 'LegEarlyMedia', ...target, at },
  'target answers': { type: 'LegAnswered', ...target, at },
  'target is busy': { type: 'LegFailed', legId: target.legId, cause: 'busy', sipStatus: 486, at },
  'target hangs up': { type: 'LegEnded', legId: target.legId, at },
  'transferor hangs up': { type: 'LegEnded', legId: 'callee', at },
  'transferee hangs up': { type: 'LegEnded', legId: 'caller', at },
  'unknown leg answers': { type: 'LegAnswered', legId: 'target-1', party: party('target-1'), at },
  'unknown leg ends': { type: 'LegEnded', legId: 'target-1', at },
  'call ends': { type: 'CallEnded', at },
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
  'message has started': { type: 'AudioStarted', audio: 'target-busy', durationMs: 2_000, at },
  'apology has started': { type: 'AudioStarted', audio: 'apology', durationMs: 2_000, at },
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

const roles: Readonly<Record<string, string>> = {
  callee: 'transferor',
  caller: 'transferee',
  'target-500': 'target',
  'target-1': 'stranger',
};
const roleOf = (legId: string): string => roles[legId] ?? legId;

const heard = ({ party: { tag }, hears }: Hearing): string => {
  switch (hears.type) {
    case 'Silence':
      return `${roleOf(tag)} hears nothing`;
    case 'Audio':
      return `${roleOf(tag)} hears ${[hears.name, hears.language].filter(Boolean).join(' ')}`;
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
      return [`dial ${command.requestUri}`];
    case 'HangUp':
      return [`hang up ${roleOf(command.legId)}`];
    case 'ResolveNumber':
      return [`resolve ${command.dialled}`];
    case 'StartTimer':
      return [`timer ${command.name} ${command.dueAt}`];
  }
};

/** A decision in one line: `Event, Event: order, order`; empty where nothing follows. */
export const inWords = ({ events, commands }: Decision): string => {
  const facts = events.map(({ type }) => type).join(', ');
  const orders = commands.flatMap(ordered).join(', ');
  return orders === '' ? facts : `${facts}: ${orders}`;
};

/** The transfer of a sample, with keys held. */
export const holding = <S extends Transfer>(state: S, keys: string): S => ({
  ...state,
  pressed: { legId: 'callee', keys, at: at - 200, actsAt: null },
});
