import assert from 'node:assert/strict';
import * as a from './examples.ts';
import { holds } from './holding.ts';
import type { Input } from './messages.ts';

/** state, input, events, commands: a row for each meeting that means something, and for those that must mean nothing. */
type Row = readonly [string, readonly Input[], string, Input, readonly string[], readonly string[]];

/** Of whoever rings. */
const byeOf = (remoteTag: string) =>
  a.request('BYE', { sipCallId: a.attempt.sipCallId, fromTag: remoteTag, toTag: 'ours' });

const rows: readonly Row[] = [
  ['absent', [], 'Anchor', a.anchor, ['CallAnchored'], ['AnchorDialog']],
  [
    'absent',
    [],
    'Anchor and release',
    a.anchorAndRelease,
    ['CallAnchored', 'LegBridged callee'],
    ['AnchorDialog'],
  ],
  ['anchored', [a.anchor], 'Anchor', a.anchor, [], []],
  ['anchored', [a.anchor], 'release', a.release('caller'), ['LegBridged caller'], []],
  ['anchored and free', [a.anchorAndRelease], 'release', a.release('caller'), [], []],
  ['absent', [], 'Originate', a.originate, [], ['RemoveParty']],
  ['absent', [], 'HangUp', a.hangUp('caller'), [], []],
  ['absent', [], 'BYE', a.request('BYE', { transaction: '' }), [], ['ReleaseDialog']],
  ['absent', [], 're-INVITE', a.request('INVITE'), [], ['ReleaseDialog', 'Reply']],
  ['absent', [], '200', a.response(200), [], []],

  [
    'anchored',
    [a.anchor],
    'BYE of the caller',
    a.request('BYE'),
    ['LegEnded caller', 'LegEnded callee', 'CallEnded'],
    ['SendBye', 'RemoveParty', 'ReleaseDialog'],
  ],
  [
    'anchored and free',
    [a.anchorAndRelease],
    'BYE of the caller',
    a.request('BYE'),
    ['LegEnded caller'],
    ['RemoveParty'],
  ],
  [
    'anchored',
    [a.anchor],
    'HangUp callee',
    a.hangUp('callee'),
    ['LegEnded callee', 'LegEnded caller', 'CallEnded'],
    ['SendBye', 'SendBye', 'RemoveParty', 'ReleaseDialog'],
  ],
  [
    'anchored',
    [a.anchor],
    'a BYE that Kamailio passed through',
    { type: 'PlainCallEnded', sipCallId: a.plainCall.sipCallId, at: a.at },
    ['LegEnded caller', 'LegEnded callee', 'CallEnded'],
    ['ReleaseDialog'],
  ],
  ['anchored', [a.anchor], 'REFER', a.request('REFER'), [], ['Reply']],
  [
    'anchored',
    [a.anchor],
    'LegLost',
    { type: 'LegLost', legId: 'caller', at: a.at },
    ['LegEnded caller', 'LegEnded callee', 'CallEnded'],
    ['SendBye', 'SendBye', 'RemoveParty', 'ReleaseDialog'],
  ],
  [
    'anchored',
    [a.anchor],
    'HangUpFound',
    { type: 'HangUpFound', legId: 'caller', at: a.at },
    ['LegEnded caller', 'LegEnded callee', 'CallEnded'],
    ['SendBye', 'RemoveParty', 'ReleaseDialog'],
  ],

  [
    'anchored and free',
    [a.anchorAndRelease],
    'Originate',
    a.originate,
    ['LegDialled target-1'],
    ['SendInvite'],
  ],
  ['calling', a.calling, 'Originate again', a.originate, [], []],
  ['anchored', [a.anchor], 'Originate off-net', a.offNet, ['LegDialled target-1'], ['TakeOffNetPlace']],
  ['waiting for a place', a.placing, 'it has one', a.placed(true), [], ['SendInvite']],
  [
    'waiting for a place',
    a.placing,
    'it has none',
    a.placed(false),
    ['LegFailed target-1'],
    ['RemoveParty', 'ReleaseDialog', 'FreeOffNetPlace'],
  ],
  [
    'cancelled while it waited for a place',
    [...a.placing, a.hangUp('target-1')],
    'it has one',
    a.placed(true),
    ['LegFailed target-1'],
    ['RemoveParty', 'ReleaseDialog', 'FreeOffNetPlace'],
  ],
  [
    'given up while it waited for a place',
    [...a.placing, a.hangUp('target-1'), a.response(487)],
    'it has one',
    a.placed(true),
    [],
    ['FreeOffNetPlace'],
  ],
  [
    'given up',
    [...a.placing, a.hangUp('target-1'), a.response(487)],
    'no place',
    a.placed(false),
    [],
    ['FreeOffNetPlace'],
  ],
  [
    'ringing off-net',
    [...a.placing, a.placed(true), a.response(180)],
    'a place again',
    a.placed(true),
    [],
    [],
  ],
  [
    'ringing off-net',
    [...a.placing, a.placed(true), a.response(180)],
    '486',
    a.response(486),
    ['LegFailed target-1'],
    ['RemoveParty', 'ReleaseDialog', 'FreeOffNetPlace'],
  ],
  [
    'talking off-net',
    [...a.placing, a.placed(true), a.response(200, { sdp: 's' }), a.bridge('caller', 'target-1')],
    'BYE of the caller',
    a.request('BYE'),
    ['LegEnded caller', 'LegEnded target-1'],
    ['RemoveParty', 'SendBye', 'RemoveParty', 'ReleaseDialog', 'FreeOffNetPlace'],
  ],
  ['calling', a.calling, '180', a.response(180), ['LegRinging target-1'], []],
  [
    'calling',
    a.calling,
    '183 with SDP',
    a.response(183, { sdp: 'early' }),
    ['LegRinging target-1', 'LegEarlyMedia target-1'],
    [],
  ],
  [
    'calling',
    a.calling,
    '183 with SDP that rtpengine refuses',
    a.response(183, { sdp: 'early' }, 'refused'),
    ['LegRinging target-1'],
    [],
  ],
  ['calling', a.calling, '486', a.response(486), ['LegFailed target-1'], ['RemoveParty', 'ReleaseDialog']],
  ['calling', a.calling, '482 to an INVITE sent twice', a.response(482), [], []],
  ['calling', a.calling, '302', a.response(302), ['LegFailed target-1'], ['RemoveParty', 'ReleaseDialog']],
  [
    'calling',
    a.calling,
    'InviteRefused',
    { type: 'InviteRefused', legId: 'target-1', reason: 'no', at: a.at },
    ['LegFailed target-1'],
    ['RemoveParty', 'ReleaseDialog'],
  ],
  ['calling', a.calling, 'HangUp', a.hangUp('target-1'), ['LegCancelled target-1'], ['Wake', 'Wake']],
  ['calling', a.calling, '200', a.response(200, { sdp: 's' }), ['LegAnswered target-1'], []],
  [
    'calling',
    a.calling,
    '200 whose SDP rtpengine refuses',
    a.response(200, { sdp: 's' }, 'refused'),
    ['LegFailed target-1'],
    ['SendBye', 'RemoveParty', 'ReleaseDialog'],
  ],
  [
    'calling',
    a.calling,
    '200 without SDP',
    a.response(200),
    ['LegFailed target-1'],
    ['SendBye', 'RemoveParty', 'ReleaseDialog'],
  ],
  ['calling', a.calling, 'CancelDue', { type: 'CancelDue', legId: 'target-1', at: a.at }, [], []],
  ['calling', a.calling, 'CancelOverdue', { type: 'CancelOverdue', legId: 'target-1', at: a.at }, [], []],

  ['absent', [], 'AttemptDoubted', { type: 'AttemptDoubted', legId: 'target-1', at: a.at }, [], []],
  ['absent', [], 'AttemptLost', { type: 'AttemptLost', legId: 'target-1', at: a.at }, [], []],
  [
    'calling',
    a.calling,
    'AttemptDoubted',
    { type: 'AttemptDoubted', legId: 'target-1', at: a.at },
    [],
    ['FindAttempt'],
  ],
  [
    'ringing',
    a.ringing,
    'AttemptDoubted',
    { type: 'AttemptDoubted', legId: 'target-1', at: a.at },
    [],
    ['FindAttempt'],
  ],
  [
    'cancelling',
    a.cancelling,
    'AttemptDoubted',
    { type: 'AttemptDoubted', legId: 'target-1', at: a.at },
    [],
    ['FindAttempt'],
  ],
  ['answered', a.answered, 'AttemptDoubted', { type: 'AttemptDoubted', legId: 'target-1', at: a.at }, [], []],
  [
    'calling',
    a.calling,
    'AttemptLost',
    { type: 'AttemptLost', legId: 'target-1', at: a.at },
    ['LegFailed target-1'],
    ['RemoveParty', 'ReleaseDialog'],
  ],
  [
    'ringing',
    a.ringing,
    'AttemptLost',
    { type: 'AttemptLost', legId: 'target-1', at: a.at },
    ['LegFailed target-1'],
    ['RemoveParty', 'ReleaseDialog'],
  ],
  [
    'cancelling',
    a.cancelling,
    'AttemptLost',
    { type: 'AttemptLost', legId: 'target-1', at: a.at },
    ['LegFailed target-1'],
    ['RemoveParty', 'ReleaseDialog'],
  ],
  ['answered', a.answered, 'AttemptLost', { type: 'AttemptLost', legId: 'target-1', at: a.at }, [], []],
  [
    'ringing off-net',
    [...a.placing, a.placed(true), a.response(180)],
    'AttemptLost',
    { type: 'AttemptLost', legId: 'target-1', at: a.at },
    ['LegFailed target-1'],
    ['RemoveParty', 'ReleaseDialog', 'FreeOffNetPlace'],
  ],
  [
    'failed, as Kamailio had died',
    [...a.ringing, { type: 'AttemptLost', legId: 'target-1', at: a.at }],
    '200 after all',
    a.response(200, { sdp: 's' }, 'none'),
    [],
    [],
  ],

  ['ringing', a.ringing, '180 again', a.response(180), [], []],
  ['ringing', a.ringing, '183 with SDP', a.response(183, { sdp: 'early' }), ['LegEarlyMedia target-1'], []],
  [
    'ringing',
    a.ringing,
    'AnswerOverdue',
    { type: 'AnswerOverdue', legId: 'target-1', at: a.at },
    ['LegCancelled target-1'],
    ['SendCancel', 'Wake'],
  ],
  ['ringing', a.ringing, '200', a.response(200, { sdp: 's' }), ['LegAnswered target-1'], []],

  ['ringing', a.ringing, 'BYE of the target', byeOf('carol'), ['LegHungUpEarly target-1'], []],
  [
    'ringing, and hung up',
    [...a.ringing, byeOf('carol')],
    '200 that the BYE has overtaken',
    a.response(200, { sdp: 's' }),
    ['LegAnswered target-1'],
    ['Wake'],
  ],
  [
    'ringing, and hung up by another fork',
    [...a.ringing, byeOf('dave')],
    '200',
    a.response(200, { sdp: 's' }),
    ['LegAnswered target-1'],
    [],
  ],

  [
    'cancelling',
    a.cancelling,
    '487',
    a.response(487),
    ['LegFailed target-1'],
    ['RemoveParty', 'ReleaseDialog'],
  ],
  [
    'cancelling',
    a.cancelling,
    '200 that crossed the CANCEL',
    a.response(200, { sdp: 's' }, 'none'),
    ['LegFailed target-1'],
    ['SendBye', 'RemoveParty', 'ReleaseDialog'],
  ],
  ['cancelling', a.cancelling, '180', a.response(180), [], ['SendCancel']],
  [
    'cancelling',
    a.cancelling,
    'CancelDue',
    { type: 'CancelDue', legId: 'target-1', at: a.at },
    [],
    ['SendCancel'],
  ],
  ['cancelling', a.cancelling, 'HangUp again', a.hangUp('target-1'), [], []],
  [
    'cancelling',
    a.cancelling,
    'CancelOverdue',
    { type: 'CancelOverdue', legId: 'target-1', at: a.at },
    ['LegFailed target-1'],
    ['RemoveParty', 'ReleaseDialog'],
  ],
  [
    'cancelling',
    a.cancelling,
    'AnswerOverdue',
    { type: 'AnswerOverdue', legId: 'target-1', at: a.at },
    [],
    [],
  ],
  ['cancelled', [...a.cancelling, a.response(487)], 'Originate again', a.originate, [], []],

  ['answered', a.answered, '200 again', a.response(200, { sdp: 's' }), [], []],
  [
    'answered',
    a.answered,
    'HangUp',
    a.hangUp('target-1'),
    ['LegEnded target-1'],
    ['SendBye', 'RemoveParty', 'ReleaseDialog'],
  ],
  [
    'answered',
    a.answered,
    'InviteRefused',
    { type: 'InviteRefused', legId: 'target-1', reason: 'no', at: a.at },
    [],
    [],
  ],
  [
    'answered',
    a.answered,
    '200 of another fork',
    a.response(200, { toTag: 'carol-at-home', sdp: 's' }),
    [],
    ['SendBye'],
  ],
  ['answered', a.answered, 'AnswerOverdue', { type: 'AnswerOverdue', legId: 'target-1', at: a.at }, [], []],
  [
    'bridged',
    a.bridged,
    'BYE of the caller',
    a.request('BYE'),
    ['LegEnded caller', 'LegEnded target-1'],
    ['RemoveParty', 'SendBye', 'RemoveParty', 'ReleaseDialog'],
  ],
  [
    'bridged',
    a.bridged,
    'HangUp callee, who stands alone',
    a.hangUp('callee'),
    ['LegEnded callee'],
    ['SendBye', 'RemoveParty'],
  ],

  [
    'anchored',
    [a.anchor],
    're-INVITE',
    a.request('INVITE', { sdp: 'o' }),
    ['ExchangeBegun caller'],
    ['AnswerOffer'],
  ],
  [
    'anchored',
    [a.anchor],
    're-INVITE without SDP',
    a.request('INVITE'),
    ['ExchangeBegun caller'],
    ['CreateOffer'],
  ],
  ['anchored', [a.anchor], 'UPDATE without SDP', a.request('UPDATE'), [], ['Reply']],
  ['anchored', [a.anchor], 'ACK with SDP', a.request('ACK', { sdp: 'answer' }), [], ['AcceptAnswer']],
  ['anchored', [a.anchor], 'ACK', a.request('ACK'), [], []],
  [
    'in an exchange',
    [a.anchor, a.request('INVITE', { sdp: 'o' })],
    're-INVITE',
    a.request('INVITE', { sdp: 'o2' }),
    [],
    ['Reply'],
  ],
  [
    'in an exchange',
    [a.anchor, a.request('INVITE', { sdp: 'o' })],
    'OfferRefused',
    {
      type: 'OfferRefused',
      legId: 'caller',
      answer: { transaction: '1:2', method: 'INVITE', sessionExpires: '' },
      at: a.at,
    },
    ['ExchangeOver caller'],
    ['Reply'],
  ],
  [
    'anchored',
    [a.anchor],
    're-INVITE from a new address',
    a.request('INVITE', { sdp: 'o', contact: 'sip:10.99.0.3' }),
    ['TargetRefreshed caller', 'ExchangeBegun caller'],
    ['AnswerOffer'],
  ],
  [
    'calling',
    a.calling,
    'UPDATE of an early dialog',
    a.request('UPDATE', { sipCallId: a.attempt.sipCallId, toTag: 'ours', sdp: 'o' }),
    [],
    ['Reply'],
  ],
];

describe('call-control decides', () => {
  for (const [state, given, what, when, events, commands] of rows) {
    it(`${state}, ${what}: ${[...events, ...commands].join(', ') || 'nothing'}`, () => {
      const found = a.outcome(given, when);
      assert.deepEqual({ events: found.events, commands: found.commands }, { events, commands });
    });
  }

  it('steps into the shoes of the other half of an anchored call', () => {
    const { caller, callee } = a.legs(a.after(a.anchor));
    assert(caller?.status === 'Answered' && callee?.status === 'Answered');
    assert.deepEqual(
      [caller.dialog.localTag, caller.dialog.remoteTag, caller.dialog.localCseq],
      ['anna', 'customer', 1],
    );
    assert.deepEqual(
      [callee.dialog.localTag, callee.dialog.remoteTag, callee.dialog.localCseq],
      ['customer', 'anna', 7],
    );
  });

  it('counts its own requests in a dialog', () => {
    const [command] = a.outcome([a.anchor], a.hangUp('callee')).detail.commands;
    assert(command?.type === 'SendBye');
    assert.equal(command.cseq, 8);
  });

  it('refuses a second offer with 491 while its own is under way and with 500 while the first is', () => {
    const status = (given: readonly Input[]) => {
      const [command] = a.outcome(given, a.request('INVITE', { sdp: 'o' })).detail.commands;
      return command?.type === 'Reply' ? command.status : undefined;
    };
    const timed = { ...a.plainCall, sessionExpires: '1800;refresher=uas' };
    const refreshing: Input[] = [
      { type: 'AnchorRequested', call: timed, release: '', at: a.at },
      { type: 'SessionDue', legId: 'caller', at: a.at },
    ];
    assert.equal(status(refreshing), 491);
    assert.equal(status([a.anchor, a.request('INVITE', { sdp: 'o' })]), 500);
  });

  it('plays music to the partner of a party that holds, and ends it on resume', () => {
    const offer = a.request('INVITE', { sdp: 'o' });
    const answerTo = (held: boolean): Input => ({
      type: 'OfferAnswered',
      legId: 'caller',
      sdp: 'a',
      held,
      answer: { transaction: '1:2', method: 'INVITE', sessionExpires: '' },
      at: a.at,
    });
    assert.deepEqual(a.outcome([a.anchor, offer], answerTo(true)).commands, ['Reply', 'Hold']);
    assert.deepEqual(a.outcome([a.anchor, offer, answerTo(true), offer], answerTo(false)).commands, [
      'Reply',
      'Connect',
    ]);
    assert.deepEqual(a.outcome([a.anchor, offer], answerTo(false)).commands, ['Reply']);
  });
});

describe('an INVITE that died with Kamailio', () => {
  const failure = (given: readonly Input[]) => {
    const lost: Input = { type: 'AttemptLost', legId: 'target-1', at: a.at };
    const [event] = a.outcome(given, lost).detail.events;
    assert(event?.type === 'LegFailed');
    return [event.sipStatus, event.kind];
  };

  it('has failed as if nobody could be reached', () => {
    assert.deepEqual(failure(a.ringing), [503, 'unavailable']);
  });

  it('is cancelled where it was to be', () => {
    assert.deepEqual(failure(a.cancelling), [487, 'cancelled']);
  });
});

describe('who holds', () => {
  const offer = (legId: 'caller' | 'callee', held: boolean): Input[] => {
    const tags = legId === 'caller' ? {} : { fromTag: 'anna', toTag: 'customer' };
    const answer = { transaction: '1:2', method: 'INVITE', sessionExpires: '' };
    return [
      a.request('INVITE', { sdp: 'o', ...tags }),
      { type: 'OfferAnswered', legId, sdp: 'a', held, answer, at: a.at },
    ];
  };
  const sound = (...given: readonly Input[]) => {
    const last = given.at(-1);
    assert(last !== undefined);
    const [, command] = a.outcome([a.anchor, ...given.slice(0, -1)], last).detail.commands;
    if (command?.type !== 'Hold') return command?.type;
    const [holding, waiting] = [command.holding, command.waiting].map((all) => all.map(({ tag }) => tag));
    return { holding, waiting };
  };

  it('hears nothing, while the partner has music', () => {
    assert.deepEqual(sound(...offer('caller', true)), { holding: ['customer'], waiting: ['anna'] });
  });

  it('leaves a partner who holds, too, without anything', () => {
    assert.deepEqual(sound(...offer('caller', true), ...offer('callee', true)), {
      holding: ['anna', 'customer'],
      waiting: [],
    });
  });

  it('has music after his resuming where the partner still holds', () => {
    const both = [...offer('caller', true), ...offer('callee', true)];
    assert.deepEqual(sound(...both, ...offer('caller', false)), { holding: ['anna'], waiting: ['customer'] });
    assert.equal(sound(...both, ...offer('caller', false), ...offer('callee', false)), 'Connect');
  });

  it('without a partner changes nothing of what somebody else arranges', () => {
    assert.equal(sound(a.release('caller'), ...offer('caller', true)), undefined);
  });

  it('leaves whoever becomes his partner with music', () => {
    const apart = [a.anchor, a.release('caller'), ...offer('caller', true)];
    assert.deepEqual(a.outcome(apart, a.bridge('caller', 'callee')).commands, ['Hold']);
    const resumed = [...apart, ...offer('caller', false)];
    assert.deepEqual(a.outcome(resumed, a.bridge('caller', 'callee')).commands, []);
    assert.deepEqual(a.outcome([a.anchor, ...offer('caller', true)], a.bridge('caller', '')).commands, []);
  });

  it('does so by his audio, whatever his video does', () => {
    const audio = 'm=audio 4000 RTP/AVP 8\r\n';
    const video = 'm=video 4002 RTP/AVP 99\r\n';
    for (const [sdp, expected] of [
      [`v=0\r\n${audio}a=sendonly\r\n`, true],
      [`v=0\r\n${audio}a=sendrecv\r\n${video}a=inactive\r\n`, false],
      [`v=0\r\n${video}a=inactive\r\n${audio}`, false],
      [`v=0\r\n${video}a=sendrecv\r\n${audio}a=inactive\r\n`, true],
      [`v=0\r\na=sendonly\r\n${audio}`, true],
      [`v=0\r\na=sendonly\r\n${audio}a=sendrecv\r\n`, false],
      [`v=0\r\n${audio}`, false],
    ] as const)
      assert.equal(holds(sdp), expected, sdp);
  });
});

describe('requests that are not what they seem', () => {
  it('of another fork of the INVITE end nobody', () => {
    const bye = a.request('BYE', { sipCallId: a.attempt.sipCallId, fromTag: 'carol-at-home', toTag: 'ours' });
    assert.deepEqual(a.outcome(a.answered, bye).events, []);
    const hers = a.request('BYE', { sipCallId: a.attempt.sipCallId, fromTag: 'carol', toTag: 'ours' });
    assert.deepEqual(a.outcome(a.answered, hers).events, ['LegEnded target-1']);
  });

  it('hold by an answer in the ACK, and resume by one', () => {
    const late = [a.anchor, a.request('INVITE')];
    const ack = (direction: string) => a.request('ACK', { sdp: `v=0\r\na=${direction}\r\n` });
    assert.deepEqual(a.outcome(late, ack('sendonly')).commands, ['AcceptAnswer', 'Hold']);
    assert.deepEqual(a.outcome([...late, ack('sendonly')], ack('sendrecv')).commands, [
      'AcceptAnswer',
      'Connect',
    ]);
    assert.deepEqual(a.outcome(late, ack('sendrecv')).commands, ['AcceptAnswer']);
  });
});

describe('a session timer on an anchored leg', () => {
  const timed = (refresher: string): Input => ({
    type: 'AnchorRequested',
    call: { ...a.plainCall, sessionExpires: `1800;refresher=${refresher}` },
    release: '',
    at: a.at,
  });
  const due = (legId: string): Input => ({ type: 'SessionDue', legId, at: a.at });

  it('is kept alive towards the half that does not refresh', () => {
    assert.deepEqual(a.outcome([timed('uac')], due('callee')).commands, ['Wake', 'SendRefresh']);
    assert.deepEqual(a.outcome([timed('uas')], due('caller')).commands, ['Wake', 'SendRefresh']);
  });

  it('ends the half that should have refreshed and did not', () => {
    assert.deepEqual(a.outcome([timed('uac')], due('caller')).events.slice(0, 1), ['LegEnded caller']);
  });

  it('begins anew with each refresh of the party', () => {
    const { commands } = a.outcome([timed('uac')], a.request('UPDATE')).detail;
    assert.deepEqual(
      commands.map((command) => command.type),
      ['Reply', 'Wake'],
    );
  });

  it('is what the party asks for in mid-call', () => {
    const update = a.request('UPDATE', { sessionExpires: '600;refresher=uas' });
    assert.deepEqual(a.outcome([a.anchor], update).commands, ['Reply', 'Wake']);
    assert.deepEqual(a.outcome([a.anchor, update], due('caller')).commands, ['Wake', 'SendRefresh']);
  });

  it('is never shorter than RFC 4028 allows', () => {
    const { commands } = a.outcome([a.anchor], a.request('UPDATE', { sessionExpires: '30' })).detail;
    assert.deepEqual(
      commands.map((command) => command.type === 'Reply' && command.status),
      [422],
    );
  });

  it('is over when the party answers 481', () => {
    const found = a.outcome(
      [timed('uac'), a.bridge('caller', ''), due('callee')],
      a.response(481, { method: 'UPDATE', cseq: 8, sipCallId: a.plainCall.sipCallId, fromTag: 'customer' }),
    );
    assert.deepEqual(found.events, ['LegEnded callee']);
  });

  it('uses a re-INVITE where the party knows no UPDATE', () => {
    const call = { ...a.plainCall, sessionExpires: '1800;refresher=uac' };
    const old: Input = {
      type: 'AnchorRequested',
      call: { ...call, callee: { ...call.callee, allowsUpdate: false } },
      release: '',
      at: a.at,
    };
    assert.deepEqual(a.outcome([old], due('callee')).commands, ['Wake', 'CreateOffer']);
  });
});

describe('partners', () => {
  it('are two, and a new one frees the old one', () => {
    const legs = a.legs(a.after(...a.bridged));
    assert.deepEqual(
      Object.values(legs).map((leg) => [leg.legId, leg.partner]),
      [
        ['caller', 'target-1'],
        ['callee', ''],
        ['target-1', 'caller'],
      ],
    );
    const back = a.legs(a.after(...a.bridged, a.bridge('caller', 'callee')));
    assert.deepEqual(
      Object.values(back).map((leg) => [leg.legId, leg.partner]),
      [
        ['caller', 'callee'],
        ['callee', 'caller'],
        ['target-1', ''],
      ],
    );
  });
});
