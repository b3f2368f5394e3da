import assert from 'node:assert/strict';
import * as a from './examples.ts';
import type { Input } from './messages.ts';

const callId = '5ca1ab1e00000001';
const attempt = (localTag: string, requestUri: string, fromUri: string) => ({
  ...a.attempt,
  sipCallId: `${callId}-${localTag}`,
  localTag,
  requestUri,
  fromUri,
});
const party = (tag: string) => ({ mediaCall: `${callId}-anna`, tag });

const start: Extract<Input, { type: 'StartRequested' }> = {
  type: 'StartRequested',
  callId,
  node: 'n1',
  requestId: 'r1',
  caller: {
    attempt: attempt('anna', 'sip:101@demo.test', 'sip:103@demo.test'),
    party: party('anna'),
    sdp: 'offer',
    number: '101',
    displayName: 'Anna',
  },
  callee: {
    attempt: attempt('celina', 'sip:103@demo.test', 'sip:101@demo.test'),
    party: party('celina'),
    displayName: 'Celina',
  },
  language: 'pl',
  domain: 'demo.test',
  at: a.at,
};
const offNet: Input = {
  ...start,
  callee: { ...start.callee, offNet: { place: { tenant: 'demo', callId, legId: 'callee' }, maxLegs: 1 } },
};
const placed = (granted: boolean): Input => ({
  type: 'OffNetDecided',
  place: { tenant: 'demo', callId, legId: 'callee' },
  granted,
  sdp: 'offer',
  at: a.at,
});

const says = (tag: 'anna' | 'celina', status: number, sdp = '') =>
  a.response(status, {
    sipCallId: `${callId}-${tag}`,
    fromTag: tag,
    toTag: `${tag}-phone`,
    ...(sdp && { sdp }),
  });
const bye = (tag: 'anna' | 'celina') =>
  a.request('BYE', { sipCallId: `${callId}-${tag}`, fromTag: `${tag}-phone`, toTag: tag, transaction: '' });
const offered: Input = { type: 'CalleeOffered', sdp: 'offer', at: a.at };
const lost = (legId: string): Input => ({ type: 'AttemptLost', legId, at: a.at });
const playing: Input = { type: 'MessagePlaying', durationMs: 1_500, at: a.at };
const overdue: Input = { type: 'StartOverdue', legId: 'caller', at: a.at };
const explained: Input = { type: 'ExplanationOver', legId: 'caller', at: a.at };

const callerRings = [start, says('anna', 180)];
const callerAnswered = [...callerRings, says('anna', 200, 'answer')];
const calleeCalled = [...callerAnswered, offered];
const calleeRings = [...calleeCalled, says('celina', 180)];
const talking = [...calleeRings, says('celina', 200, 'answer')];
const explaining = [...calleeRings, says('celina', 486)];
const left = [...calleeRings, bye('anna')];

type Row = readonly [string, readonly Input[], string, Input, readonly string[], readonly string[]];

const rows: readonly Row[] = [
  ['absent', [], 'Start', start, ['CallStarted'], ['RememberStart', 'SendInvite']],
  ['caller called', [start], 'Start again', start, [], []],
  ['caller called', [start], '180', says('anna', 180), ['LegRinging caller'], []],
  [
    'caller rings',
    callerRings,
    '200',
    says('anna', 200, 'answer'),
    ['LegAnswered caller', 'StartAdvanced'],
    ['PlayRingback', 'OfferToCallee', 'Wake'],
  ],
  [
    'caller rings',
    callerRings,
    '486',
    says('anna', 486),
    ['LegFailed caller', 'CallEnded'],
    ['RemoveParty', 'ReleaseDialog'],
  ],
  [
    'caller rings',
    callerRings,
    'HangUp',
    a.hangUp('caller'),
    ['LegCancelled caller'],
    ['SendCancel', 'Wake'],
  ],
  [
    'caller cancelled',
    [...callerRings, a.hangUp('caller')],
    '200 that crossed the CANCEL',
    says('anna', 200, 'answer'),
    ['LegFailed caller', 'CallEnded'],
    ['SendBye', 'RemoveParty', 'ReleaseDialog'],
  ],
  ['caller rings', callerRings, 'CalleeOffered', offered, [], []],

  [
    'caller answered',
    callerAnswered,
    'CalleeOffered',
    offered,
    ['LegDialled callee', 'LegBridged caller'],
    ['SendInvite'],
  ],
  [
    'caller answered',
    callerAnswered,
    'CalleeNotOffered',
    { type: 'CalleeNotOffered', at: a.at },
    ['StartAdvanced'],
    ['PlayMessage', 'Wake'],
  ],
  [
    'caller answered',
    callerAnswered,
    'BYE',
    bye('anna'),
    ['LegEnded caller', 'CallEnded'],
    ['RemoveParty', 'ReleaseDialog'],
  ],
  [
    'caller answered',
    callerAnswered,
    'StartOverdue',
    overdue,
    ['LegEnded caller', 'CallEnded'],
    ['SendBye', 'RemoveParty', 'ReleaseDialog'],
  ],
  [
    'caller answered, callee off-net',
    [offNet, says('anna', 200, 'answer')],
    'CalleeOffered',
    offered,
    ['LegDialled callee', 'LegBridged caller'],
    ['TakeOffNetPlace'],
  ],
  [
    'caller answered, callee off-net',
    [offNet, says('anna', 200, 'answer'), offered],
    'no place',
    placed(false),
    ['LegFailed callee', 'StartAdvanced'],
    ['RemoveParty', 'ReleaseDialog', 'FreeOffNetPlace', 'PlayMessage', 'Wake'],
  ],

  ['callee called', calleeCalled, 'CalleeOffered again', offered, [], []],
  ['callee called', calleeCalled, '180', says('celina', 180), ['LegRinging callee'], []],
  [
    'callee rings',
    calleeRings,
    '183 with SDP',
    says('celina', 183, 'early'),
    ['LegEarlyMedia callee'],
    ['Listen'],
  ],
  [
    'callee rings',
    calleeRings,
    '200',
    says('celina', 200, 'answer'),
    ['LegAnswered callee', 'StartAdvanced'],
    ['Connect'],
  ],
  [
    'callee rings',
    calleeRings,
    '486',
    says('celina', 486),
    ['LegFailed callee', 'StartAdvanced'],
    ['RemoveParty', 'ReleaseDialog', 'PlayMessage', 'Wake'],
  ],
  [
    'caller rings',
    callerRings,
    'AttemptLost caller',
    lost('caller'),
    ['LegFailed caller', 'CallEnded'],
    ['RemoveParty', 'ReleaseDialog'],
  ],
  [
    'callee rings',
    calleeRings,
    'AttemptLost callee',
    lost('callee'),
    ['LegFailed callee', 'StartAdvanced'],
    ['RemoveParty', 'ReleaseDialog', 'PlayMessage', 'Wake'],
  ],
  [
    'caller left',
    left,
    'AttemptLost callee',
    lost('callee'),
    ['LegFailed callee', 'CallEnded'],
    ['RemoveParty', 'ReleaseDialog', 'ReleaseDialog'],
  ],
  [
    'callee rings',
    calleeRings,
    'BYE of the caller',
    bye('anna'),
    ['LegEnded caller', 'LegCancelled callee'],
    ['RemoveParty', 'SendCancel', 'Wake'],
  ],
  [
    'callee rings',
    calleeRings,
    'HangUp callee',
    a.hangUp('callee'),
    ['LegCancelled callee'],
    ['SendCancel', 'Wake'],
  ],
  [
    'callee rings',
    calleeRings,
    'StartOverdue',
    overdue,
    ['LegEnded caller', 'LegCancelled callee'],
    ['SendBye', 'RemoveParty', 'SendCancel', 'Wake'],
  ],
  [
    'callee cancelled',
    [...calleeRings, a.hangUp('callee')],
    '487',
    says('celina', 487),
    ['LegFailed callee', 'LegEnded caller', 'CallEnded'],
    ['RemoveParty', 'ReleaseDialog', 'SendBye', 'RemoveParty', 'ReleaseDialog'],
  ],
  [
    'caller left',
    left,
    '487',
    says('celina', 487),
    ['LegFailed callee', 'CallEnded'],
    ['RemoveParty', 'ReleaseDialog', 'ReleaseDialog'],
  ],
  [
    'caller left',
    left,
    '200 that crossed the CANCEL',
    says('celina', 200, 'answer'),
    ['LegFailed callee', 'CallEnded'],
    ['SendBye', 'RemoveParty', 'ReleaseDialog', 'ReleaseDialog'],
  ],
  ['caller left', left, 'StartOverdue', overdue, [], []],

  ['talking', talking, 'StartOverdue', overdue, [], []],
  ['talking', talking, 'ExplanationOver', explained, [], []],
  [
    'talking',
    talking,
    'BYE of the callee',
    bye('celina'),
    ['LegEnded callee', 'LegEnded caller', 'CallEnded'],
    ['SendBye', 'RemoveParty', 'ReleaseDialog', 'ReleaseDialog'],
  ],

  ['explaining', explaining, 'MessagePlaying', playing, [], ['Wake']],
  [
    'explaining',
    explaining,
    'ExplanationOver',
    explained,
    ['LegEnded caller', 'CallEnded'],
    ['SendBye', 'RemoveParty', 'ReleaseDialog'],
  ],
  [
    'explaining',
    explaining,
    'BYE',
    bye('anna'),
    ['LegEnded caller', 'CallEnded'],
    ['RemoveParty', 'ReleaseDialog'],
  ],
  ['explaining', explaining, 'StartOverdue', overdue, [], []],
  ['over', [...explaining, bye('anna')], 'MessagePlaying', playing, [], []],
  ['over', [...explaining, bye('anna')], 'ExplanationOver', explained, [], []],
];

describe('a call that a program starts', () => {
  for (const [state, given, what, when, events, commands] of rows) {
    it(`${state}, ${what}: ${[...events, ...commands].join(', ') || 'nothing'}`, () => {
      const found = a.outcome(given, when);
      assert.deepEqual({ events: found.events, commands: found.commands }, { events, commands });
    });
  }

  it('is like any other once both talk', () => {
    const state = a.after(...talking);
    assert(state.status === 'Anchored');
    assert.equal(state.starting, undefined);
    assert.deepEqual(
      Object.values(state.legs).map(({ legId, partner, status, displayName }) => [
        legId,
        partner,
        status,
        displayName,
      ]),
      [
        ['caller', 'callee', 'Answered', 'Anna'],
        ['callee', 'caller', 'Answered', 'Celina'],
      ],
    );
  });

  for (const [status, message, q850Cause] of [
    [486, 'target-busy', 17],
    [408, 'target-no-answer', 19],
    [603, 'target-rejected', 21],
    [480, 'target-unavailable', 20],
    [404, 'unknown-number', 1],
    [500, 'apology', 31],
  ] as const) {
    it(`tells the caller ${message} of a ${status}, in his language, and ends with cause ${q850Cause}`, () => {
      const [, , play] = a.outcome(calleeRings, says('celina', status)).detail.commands;
      assert.deepEqual(play, {
        type: 'PlayMessage',
        party: party('anna'),
        insteadOf: party('celina'),
        name: message,
        language: 'pl',
        domain: 'demo.test',
      });
      const [end] = a.outcome([...calleeRings, says('celina', status)], explained).detail.commands;
      assert.equal(end?.type === 'SendBye' && end.q850Cause, q850Cause);
    });
  }

  it('tells the caller that he has no place for an off-net leg', () => {
    const given = [offNet, says('anna', 200, 'answer'), offered];
    const play = a.outcome(given, placed(false)).detail.commands.find(({ type }) => type === 'PlayMessage');
    assert.equal(play?.type === 'PlayMessage' && play.name, 'not-allowed');
  });

  it('is hung up when the message is over, or after the longest where nobody knows its length', () => {
    const wakes = (given: readonly Input[], when: Input) =>
      a
        .outcome(given, when)
        .detail.commands.flatMap((command) => (command.type === 'Wake' ? [command.at - a.at] : []));
    assert.deepEqual(wakes(calleeRings, says('celina', 486)), [20_000]);
    assert.deepEqual(wakes(explaining, playing), [1_500]);
  });

  it('plays music to a callee whose caller has put him on hold while he rang', () => {
    const hold = a.request('INVITE', {
      sipCallId: `${callId}-anna`,
      fromTag: 'anna-phone',
      toTag: 'anna',
      contact: '',
      sdp: 'o',
    });
    const held: Input = {
      type: 'OfferAnswered',
      legId: 'caller',
      sdp: 'a',
      held: true,
      answer: { transaction: '1:2', method: 'INVITE', sessionExpires: '' },
      at: a.at,
    };
    assert.deepEqual(a.outcome([...calleeRings, hold, held], says('celina', 200, 'answer')).commands, [
      'Hold',
    ]);
  });
});
