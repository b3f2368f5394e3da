import assert from 'node:assert/strict';
import { asAnchored } from './anchoring.ts';
import * as a from './examples.ts';
import type { Command, Input, SipRequest } from './messages.ts';
import { nodeOf } from './order.ts';
import { consultationOf, type Replaces, type Replacing } from './replacing.ts';

const named: Replaces = {
  sipCallId: a.plainCall.sipCallId,
  toTag: 'customer',
  fromTag: 'anna',
  earlyOnly: false,
};
const ANNA = '101@demo.test';
const found = { callId: a.plainCall.callId, transferorLegId: 'callee', targetLegId: 'caller' };

describe('the consultation call that a REFER names', () => {
  const call = asAnchored(a.plainCall);
  const find = (over: Partial<Replaces>, owner = ANNA) => consultationOf(call, { ...named, ...over }, owner);

  it('is found by its tags, in either order', () => {
    assert.deepEqual(find({}), found);
    assert.deepEqual(find({ toTag: 'anna', fromTag: 'customer' }), found);
    assert.deepEqual(find({ earlyOnly: true }), found);
  });

  it('is none where a tag, the Call-ID or the account is another one', () => {
    assert.equal(find({ toTag: 'mallory' }), undefined);
    assert.equal(find({ fromTag: 'customer' }), undefined);
    assert.equal(find({ sipCallId: 'other' }), undefined);
    assert.equal(find({}, '102@demo.test'), undefined);
  });

  it('of somebody who has called himself is what the tags say', () => {
    const { callee } = a.plainCall;
    const self = asAnchored({ ...a.plainCall, caller: { ...a.plainCall.caller, account: callee.account } });
    assert.equal(consultationOf(self, named, ANNA)?.transferorLegId, 'callee');
    assert.equal(
      consultationOf(self, { ...named, toTag: 'anna', fromTag: 'customer' }, ANNA)?.transferorLegId,
      'caller',
    );
  });

  it('is none where he talks to nobody there', () => {
    const free = a.after(a.anchorAndRelease);
    assert(free.status === 'Anchored');
    assert.equal(consultationOf(free, named, ANNA), undefined);
  });
});

const taker: Replacing = {
  replaces: named,
  account: '102@demo.test',
  trunk: '',
  localUri: 'sip:+48600100200@demo.test',
  remoteUri: 'sip:102@demo.test',
  displayName: 'Basia',
  routeSet: [],
  allowsUpdate: true,
};
const opened = {
  legId: 'replacing-1',
  localTag: 'ours',
  party: { mediaCall: 'a84b4c76e66710', tag: 'ours' },
  sdp: 'answer',
  held: false,
};

/** Basia takes Anna's place: INVITE to the customer. */
const invite = (
  over: Partial<Replacing> = {},
  more: Partial<SipRequest> = {},
): Input & { type: 'RequestReceived' } => {
  const input = a.request('INVITE', {
    sipCallId: 'basia-calls',
    fromTag: 'basia',
    toTag: '',
    contact: 'sip:102@10.99.0.1:40002',
    sdp: 'offer',
    replacing: { ...taker, ...over },
    ...more,
  });
  assert(input.type === 'RequestReceived');
  return input;
};
const withMedia = (sdp = 'answer', input = invite()): Input => ({ ...input, opened: { ...opened, sdp } });

const accept = (
  given: readonly Input[],
  input = withMedia(),
): Extract<Command, { type: 'AcceptReplacement' }> => {
  const [command] = a.outcome(given, input).detail.commands;
  assert(command?.type === 'AcceptReplacement');
  return command;
};
const { leg } = accept([a.anchor]);
const accepted: Extract<Input, { type: 'ReplacementAccepted' }> = {
  type: 'ReplacementAccepted',
  node: 'n1',
  leg,
  replaced: 'callee',
  at: a.at,
};
const onHold: Input = { ...accepted, leg: { ...leg, held: true } };
const lost: Input = { type: 'ReplacementLost', node: 'n1', leg, at: a.at };
const overdue: Extract<Input, { type: 'AckOverdue' }> = {
  type: 'AckOverdue',
  legId: 'replacing-1',
  at: a.at,
};
const ack = (sdp = '') =>
  a.request('ACK', { sipCallId: 'basia-calls', fromTag: 'basia', toTag: 'ours', sdp });
const taken = [a.anchor, accepted];

type Row = readonly [string, readonly Input[], string, Input, readonly string[], readonly string[]];

const rows: readonly Row[] = [
  ['absent', [], 'INVITE', invite(), [], ['ReleaseDialog', 'Reply']],
  ['absent', [], 'ReplacementAccepted', accepted, [], ['SendBye', 'RemoveParty', 'ReleaseDialog']],
  ['absent', [], 'ReplacementLost', lost, [], ['SendBye', 'RemoveParty', 'ReleaseDialog']],
  ['absent', [], 'AckOverdue', overdue, [], []],
  ['anchored', [a.anchor], 'INVITE', withMedia(), [], ['AcceptReplacement']],
  [
    'anchored',
    [a.anchor],
    'INVITE that rtpengine has no answer for',
    withMedia(''),
    [],
    ['Reply', 'ReleaseDialog', 'RemoveParty'],
  ],
  [
    'anchored',
    [a.anchor],
    'ReplacementAccepted',
    accepted,
    ['LegReplaced callee', 'LegEnded callee'],
    ['Connect', 'SendBye', 'RemoveParty', 'Wake'],
  ],
  [
    'anchored and free',
    [a.anchorAndRelease],
    'ReplacementAccepted',
    accepted,
    ['LegReplaced callee', 'LegEnded callee'],
    ['SendBye', 'RemoveParty', 'Wake'],
  ],
  ['anchored', [a.anchor], 'ReplacementLost', lost, [], ['SendBye', 'RemoveParty', 'ReleaseDialog']],
  [
    'the old one has gone',
    [a.anchorAndRelease, a.hangUp('callee')],
    'INVITE',
    withMedia(),
    [],
    ['Reply', 'ReleaseDialog', 'RemoveParty'],
  ],
  [
    'the old one has gone',
    [a.anchorAndRelease, a.hangUp('callee')],
    'ReplacementAccepted',
    accepted,
    [],
    ['SendBye', 'RemoveParty', 'ReleaseDialog'],
  ],
  ['taken', taken, 'INVITE again', withMedia(), [], []],
  ['taken', taken, 'ACK', ack(), ['LegAcknowledged replacing-1'], []],
  ['taken', taken, 'ACK with an answer', ack('answer'), ['LegAcknowledged replacing-1'], ['AcceptAnswer']],
  [
    'taken',
    taken,
    'AckOverdue',
    overdue,
    ['LegEnded replacing-1', 'LegEnded caller', 'CallEnded'],
    ['SendBye', 'SendBye', 'RemoveParty', 'ReleaseDialog', 'ReleaseDialog'],
  ],
  ['taken', taken, 'AckOverdue, but heard', { ...overdue, heard: true }, ['LegAcknowledged replacing-1'], []],
  ['acknowledged', [...taken, ack()], 'AckOverdue', overdue, [], []],
  ['taken by one who holds', [a.anchor, onHold], 'AckOverdue', overdue, [], []],
  ['acknowledged', [...taken, ack()], 'ACK again', ack(), [], []],
  [
    'taken',
    taken,
    'BYE of the new one',
    a.request('BYE', { sipCallId: 'basia-calls', fromTag: 'basia', toTag: 'ours' }),
    ['LegEnded replacing-1', 'LegEnded caller', 'CallEnded'],
    ['SendBye', 'RemoveParty', 'ReleaseDialog', 'ReleaseDialog'],
  ],
];

describe('an INVITE with Replaces', () => {
  for (const [state, given, what, when, events, commands] of rows) {
    it(`${state}, ${what}: ${[...events, ...commands].join(', ') || 'nothing'}`, () => {
      const found = a.outcome(given, when);
      assert.deepEqual({ events: found.events, commands: found.commands }, { events, commands });
    });
  }

  it('opens a dialog as its 200 makes it', () => {
    assert.deepEqual(leg.dialog, {
      sipCallId: 'basia-calls',
      localTag: 'ours',
      remoteTag: 'basia',
      localUri: 'sip:+48600100200@demo.test',
      remoteUri: 'sip:102@demo.test',
      remoteTarget: 'sip:102@10.99.0.1:40002',
      routeSet: [],
      localCseq: 0,
    });
    assert.deepEqual([leg.account, leg.number, leg.displayName], ['102@demo.test', '102', 'Basia']);
    const { session } = accept([a.anchor], withMedia('answer', invite({}, { sessionExpires: '1800' }))).leg;
    assert.deepEqual(session, { intervalMs: 1_800_000, refresher: 'party' });
  });

  it('gives the new one the partner of the old one', () => {
    const partners = Object.values(a.legs(a.after(...taken))).map(({ legId, partner }) => [legId, partner]);
    assert.deepEqual(partners, [
      ['caller', 'replacing-1'],
      ['replacing-1', 'caller'],
    ]);
  });

  it('leaves the new one with music where the partner holds', () => {
    const holds: Input = {
      type: 'OfferAnswered',
      legId: 'caller',
      sdp: 'a',
      held: true,
      answer: { transaction: '1:2', method: 'INVITE', sessionExpires: '' },
      at: a.at,
    };
    const given = [a.anchor, a.request('INVITE', { sdp: 'o' }), holds];
    assert.equal(a.outcome(given, accepted).commands[0], 'Hold');
    const [hold] = a.outcome([a.anchor], onHold).detail.commands;
    assert(hold?.type === 'Hold');
    assert.deepEqual(
      hold.waiting.map(({ tag }) => tag),
      ['customer'],
    );
  });

  for (const [what, input, status] of [
    ['to a dialog that nobody has', invite({ replaces: { ...named, toTag: 'mallory' } }), 481],
    [
      'whose tags are the wrong way round',
      invite({ replaces: { ...named, toTag: 'anna', fromTag: 'customer' } }),
      200,
    ],
    ['to an early dialog only', invite({ replaces: { ...named, earlyOnly: true } }), 486],
    ['of another tenant', invite({ account: '101@other.test' }), 403],
    ['of nobody in particular', invite({ account: '' }), 403],
    ['by another trunk', invite({ account: '', trunk: 'branch' }), 403],
    ['by the trunk of the call', invite({ account: '', trunk: 'carrier' }), 200],
    ['that is malformed', invite({ replaces: { status: 400, reason: 'Malformed Replaces' } }), 400],
    ['with too short a session', invite({}, { sessionExpires: '30' }), 422],
  ] as const) {
    const answered = (given: readonly Input[], when: Input) => {
      const { events, commands } = a.outcome(given, when).detail;
      assert.deepEqual(events, []);
      const [command] = commands;
      return command?.type === 'Reply' ? command.status : command?.type === 'AcceptReplacement' ? 200 : 0;
    };
    it(`${what} gets ${status}`, () =>
      assert.equal(answered([a.anchor], withMedia('answer', input)), status));
    if (status !== 200) {
      it(`${what} gets ${status} in a plain call, which stays one`, () =>
        assert.equal(answered([], { ...input, plain: a.plainCall }), status));
    }
  }

  it('with its tags the other way round takes the place of the other party', () => {
    const input = invite({ replaces: { ...named, toTag: 'anna', fromTag: 'customer' } });
    assert.equal(accept([a.anchor], withMedia('answer', input)).replaced, 'caller');
    assert.equal(accept([a.anchor]).replaced, 'callee');
  });

  it('that comes by another node is answered there, and its dialog stays there', () => {
    const state = a.after(a.anchor);
    const elsewhere: Input = { ...accepted, node: 'n2' };
    const nodes = a
      .outcome([a.anchor], elsewhere)
      .detail.commands.map((command) => [command.type, nodeOf(elsewhere, state, command)]);
    assert.deepEqual(nodes.slice(1, 2), [['SendBye', 'n1']]);
    const hangUp = a.hangUp('replacing-1');
    const [bye] = a.outcome([a.anchor, elsewhere], hangUp).detail.commands;
    assert(bye !== undefined);
    assert.equal(nodeOf(hangUp, a.after(a.anchor, elsewhere), bye), 'n2');
  });

  it('that comes by another node and is refused is let go there', () => {
    const state = a.after(a.anchor);
    const elsewhere: Input = { ...invite({ account: '' }), node: 'n2' };
    assert.deepEqual(
      a
        .outcome([a.anchor], elsewhere)
        .detail.commands.map((command) => [command.type, nodeOf(elsewhere, state, command)]),
      [
        ['Reply', 'n2'],
        ['ReleaseDialog', 'n2'],
      ],
    );
  });
});
