import assert from 'node:assert/strict';
import * as a from './examples.ts';
import type { AcceptableRefer, Input, PlainCall, SipRequest } from './messages.ts';
import type { Refer, Refusal } from './referring.ts';

const target: Refer = { referTo: 'sip:103@demo.test', isSubscribed: true };

/** Anna is the callee, and the tenant's; the customer is the caller. */
const refer = (asked: Refer | Refusal | undefined = target, over: Partial<SipRequest> = {}): Input =>
  a.request('REFER', {
    fromTag: 'anna',
    toTag: 'customer',
    cseq: 5,
    ...(asked === undefined ? {} : { refer: asked }),
    ...over,
  });

const referral: AcceptableRefer = {
  legId: 'callee',
  cseq: 5,
  referTo: 'sip:103@demo.test',
  isSubscribed: true,
};
const accepted = (over: Partial<AcceptableRefer> = {}): Input => ({
  type: 'ReferAccepted',
  referral: { ...referral, ...over },
  at: a.at,
});
const report = (status: number, referralId = '5', legId = 'callee'): Input => ({
  type: 'ReportRequested',
  legId,
  referralId,
  status,
  reason: 'So',
  at: a.at + 1_000,
});
const notified = (status: number, cseq: number): Input =>
  a.response(status, { method: 'NOTIFY', cseq, sipCallId: a.plainCall.sipCallId, fromTag: 'customer' });
const overdue = (at: number): Input => ({ type: 'ReferralOverdue', legId: 'callee', at });

const bye = a.request('BYE', { fromTag: 'anna', toTag: 'customer' });
const referred = [a.anchor, accepted()];
const twice = [...referred, accepted({ cseq: 6 })];
const quiet = [a.anchor, accepted({ isSubscribed: false })];
const unwanted: Refer = { ...target, isSubscribed: false };

const abandoned = [...referred, bye];

type Row = readonly [string, readonly Input[], string, Input, readonly string[], readonly string[]];

const rows: readonly Row[] = [
  ['absent', [], 'REFER', refer(), [], ['ReleaseDialog', 'Reply']],
  ['absent', [], 'ReferAccepted', accepted(), [], []],
  ['absent', [], 'Report', report(200), [], []],
  ['absent', [], 'ReferralOverdue', overdue(a.at), [], []],

  ['anchored', [a.anchor], 'REFER', refer(), [], ['AcceptRefer']],
  ['anchored', [a.anchor], 'REFER without NOTIFY', refer(unwanted), [], ['AcceptRefer']],
  [
    'anchored',
    [a.anchor],
    'ReferAccepted',
    accepted(),
    ['ReferReceived', 'NotifySent callee'],
    ['SendNotify', 'Wake'],
  ],
  [
    'anchored',
    [a.anchor],
    'ReferAccepted, no NOTIFY',
    accepted({ isSubscribed: false }),
    ['ReferReceived'],
    ['Wake'],
  ],
  [
    'anchored',
    [a.anchor],
    'ReferLost',
    { type: 'ReferLost', referral, at: a.at },
    ['NotifySent callee', 'ReferralOver callee'],
    ['SendNotify'],
  ],
  [
    'anchored',
    [a.anchor],
    'ReferLost, no NOTIFY',
    { type: 'ReferLost', referral: { ...referral, isSubscribed: false }, at: a.at },
    [],
    [],
  ],
  ['anchored', [a.anchor], 'Report', report(200), [], []],
  ['anchored', [a.anchor], '481 to a NOTIFY', notified(481, 8), [], []],

  ['referred', referred, 'the same REFER again', refer(), [], ['Reply']],
  ['referred', referred, 'an older REFER', refer(target, { cseq: 4 }), [], ['Reply']],
  ['referred', referred, 'another REFER', refer(target, { cseq: 6 }), [], ['AcceptRefer']],
  ['referred', referred, 'Report 180', report(180), ['NotifySent callee'], ['SendNotify']],
  [
    'referred',
    referred,
    'Report 200',
    report(200),
    ['NotifySent callee', 'ReferralOver callee'],
    ['SendNotify'],
  ],
  ['referred', referred, 'Report of another one', report(200, '9'), [], []],
  ['referred', referred, 'Report of another leg', report(200, '5', 'caller'), [], []],
  ['referred', referred, 'ReferralOverdue too early', overdue(a.at), [], ['Wake']],
  [
    'referred',
    referred,
    'ReferralOverdue',
    overdue(a.at + 300_000),
    ['NotifySent callee', 'ReferralOver callee'],
    ['SendNotify'],
  ],
  ['referred', referred, '200 to a NOTIFY', notified(200, 8), [], []],
  ['referred', referred, '481 to a NOTIFY', notified(481, 8), ['SubscriptionOver callee'], []],
  ['referred', referred, '408 to a NOTIFY', notified(408, 8), ['SubscriptionOver callee'], []],
  ['referred', referred, '481 to an older NOTIFY', notified(481, 7), [], []],
  [
    'referred twice',
    twice,
    'ReferralOverdue',
    overdue(a.at + 300_000),
    ['NotifySent callee', 'ReferralOver callee'],
    ['SendNotify', 'Wake'],
  ],
  ['reported 200', [...referred, report(200)], 'Report again', report(486), [], []],
  ['reported 200', [...referred, report(200)], 'ReferralOverdue', overdue(a.at + 300_000), [], []],
  ['reported 200', [...referred, report(200)], 'the same REFER again', refer(), [], ['Reply']],
  ['referred, no NOTIFY', quiet, 'Report 180', report(180), [], []],
  ['referred, no NOTIFY', quiet, 'Report 200', report(200), ['ReferralOver callee'], []],
  ['referred, no NOTIFY', quiet, 'ReferralOverdue', overdue(a.at + 300_000), ['ReferralOver callee'], []],
  [
    'referred and deaf',
    [...referred, notified(481, 8)],
    'Report 200',
    report(200),
    ['ReferralOver callee'],
    [],
  ],
  ['referred', referred, 'BYE', bye, ['LegAbandoned caller', 'LegEnded callee'], ['RemoveParty']],
  ['referred, no NOTIFY', quiet, 'BYE', bye, ['LegAbandoned caller', 'LegEnded callee'], ['RemoveParty']],
  [
    'reported 403',
    [...referred, report(403)],
    'BYE',
    bye,
    ['LegEnded callee', 'LegEnded caller', 'CallEnded'],
    ['SendBye', 'RemoveParty', 'ReleaseDialog'],
  ],
  [
    'referred',
    referred,
    'BYE of the customer',
    a.request('BYE'),
    ['LegEnded caller', 'LegEnded callee', 'CallEnded'],
    ['SendBye', 'RemoveParty', 'ReleaseDialog'],
  ],
  [
    'referred and released',
    [...referred, a.release('callee')],
    'BYE',
    bye,
    ['LegEnded callee'],
    ['RemoveParty'],
  ],
  ['abandoned', abandoned, 'Report 180', report(180), [], []],
  ['abandoned', abandoned, 'Report 200', report(200), [], []],
  ['abandoned', abandoned, 'Report of another one', report(491, '9'), [], []],
  [
    'abandoned',
    abandoned,
    'Report 491',
    report(491),
    ['LegEnded caller', 'CallEnded'],
    ['SendBye', 'RemoveParty', 'ReleaseDialog'],
  ],
  [
    'abandoned and joined with the target',
    [...abandoned, ...a.answered.slice(2), a.bridge('caller', 'target-1')],
    'Report 491',
    report(491),
    [],
    [],
  ],
  ['referred, no NOTIFY', quiet, 'the same REFER again', refer(unwanted), [], ['Reply']],
  ['hung up', [...referred, a.hangUp('callee')], 'Report', report(200), [], []],
];

describe('a REFER', () => {
  for (const [state, given, what, when, events, commands] of rows) {
    it(`${state}, ${what}: ${[...events, ...commands].join(', ') || 'nothing'}`, () => {
      const found = a.outcome(given, when);
      assert.deepEqual({ events: found.events, commands: found.commands }, { events, commands });
    });
  }

  const missing: Partial<SipRequest> = { fromTag: 'anna', toTag: 'customer' };
  for (const [what, when, status, reason] of [
    ['of the customer', a.request('REFER', { refer: target }), 403, 'Only Accounts May Transfer'],
    ['without Refer-To', a.request('REFER', missing), 400, 'Missing Refer-To'],
    ['that asks for something else', refer({ status: 416, reason: 'Refer-To Is No SIP URI' }), 416, ''],
    ['of nobody', refer(target, { fromTag: 'mallory' }), 481, ''],
  ] as const) {
    const answered = (given: readonly Input[], input: Input) => {
      const { events, commands } = a.outcome(given, input).detail;
      assert.deepEqual(events, []);
      const [command] = commands;
      assert(command?.type === 'Reply' && commands.length === 1);
      assert.equal(command.status, status);
      if (reason !== '') assert.equal(command.reason, reason);
    };
    it(`${what} is refused with ${status}`, () => answered([a.anchor], when));
    it(`${what} is refused with ${status} in a plain call, which stays one`, () => {
      assert(when.type === 'RequestReceived');
      answered([], { ...when, plain: a.plainCall });
    });
  }

  it('may come from a mobile that has answered a forwarded call', () => {
    const call: PlainCall = {
      ...a.plainCall,
      callee: { ...a.plainCall.callee, account: '', trunk: 'carrier', forwardedFor: '101@demo.test' },
    };
    const given: Input = { type: 'AnchorRequested', call, release: '', at: a.at };
    assert.deepEqual(a.outcome([given], refer()).commands, ['AcceptRefer']);
  });

  it('may not be sent before the answer', () => {
    const early = refer(target, { sipCallId: a.attempt.sipCallId, fromTag: 'carol', toTag: 'ours' });
    const [command] = a.outcome(a.calling, early).detail.commands;
    assert(command?.type === 'Reply');
    assert.equal(command.status, 403);
  });

  it('is told of in one row of CSeq numbers with all else that we send', () => {
    const sent = (given: readonly Input[], input: Input) => {
      const [command] = a.outcome(given, input).detail.commands;
      assert(command !== undefined && 'cseq' in command);
      return command.cseq;
    };
    assert.equal(sent([a.anchor], accepted()), 8);
    assert.equal(sent(referred, report(180)), 9);
    assert.equal(sent([...referred, report(180)], a.hangUp('callee')), 10);
  });

  it('says how long it may last, and that it is over', () => {
    const expires = (status: number) => {
      const [command] = a.outcome(referred, report(status)).detail.commands;
      assert(command?.type === 'SendNotify');
      return command.expiresMs;
    };
    assert.equal(expires(180), 299_000);
    assert.equal(expires(200), 0);
  });

  it('leaves the answer to a session refresh to the refresh', () => {
    const timed: Input = {
      type: 'AnchorRequested',
      call: { ...a.plainCall, sessionExpires: '1800;refresher=uac' },
      release: '',
      at: a.at,
    };
    const given = [
      timed,
      accepted(),
      { type: 'SessionDue', legId: 'callee', at: a.at } as const,
      report(180),
    ];
    const { sipCallId, callee } = a.plainCall;
    const updated = { method: 'UPDATE', cseq: 9, sipCallId, fromTag: 'customer', contact: callee.contact };
    assert.deepEqual(a.outcome(given, a.response(200, updated)).events, ['ExchangeOver callee']);
    assert.deepEqual(a.outcome(given, notified(481, 8)).events, []);
    assert.deepEqual(a.outcome(given, notified(481, 10)).events, ['SubscriptionOver callee']);
  });
});
