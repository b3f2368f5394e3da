import assert from 'node:assert/strict';
import { asAnchored } from './anchoring.ts';
import { absent, type Leg, type State } from './call.ts';
import { decide } from './decider.ts';
import { evolve } from './evolve.ts';
import * as a from './examples.ts';
import type { Command, Input, PlainCall } from './messages.ts';
import { nodeOf } from './order.ts';

/** Anna's consultation call with Ewa; both have asked for a session timer. */
const other: PlainCall = {
  ...a.plainCall,
  callId: '5e1f000000000002',
  node: 'n2',
  sipCallId: 'consultation',
  dialled: '105',
  sessionExpires: '1800;refresher=uac',
  caller: { ...a.plainCall.callee, tag: 'anna-2', contact: 'sip:101@10.99.0.1:40001', cseq: 2 },
  callee: { ...a.plainCall.callee, tag: 'ewa', uri: 'sip:105@demo.test', account: '105@demo.test', cseq: 0 },
};
const CALL = a.plainCall.callId;
const OTHER = other.callId;

const run = (given: State, ...inputs: readonly Input[]): State =>
  inputs.reduce<State>((state, input) => decide(input, state).events.reduce(evolve, state), given);

const anchorOther: Input = { type: 'AnchorRequested', call: other, release: '', at: a.at };
const expected = (callId: string): Input => ({ type: 'MergeExpected', other: callId, at: a.at });
const abandoned = (callId: string): Input => ({ type: 'MergeAbandoned', other: callId, at: a.at });
const merge = (into: string, at = a.at): Input => ({ type: 'MergeRequested', into, at });

const merged = run(absent, anchorOther, merge(CALL));
assert(merged.status === 'Merged');
const joined: Extract<Input, { type: 'LegsJoined' }> = {
  type: 'LegsJoined',
  from: OTHER,
  node: 'n2',
  legs: merged.legs,
  at: a.at,
};
const both = run(a.after(a.anchor), expected(OTHER), joined);
assert(both.status === 'Anchored');

const names = (commands: readonly Command[]) => commands.map(({ type }) => type);
const handedOn = (input: Input) => {
  const { events, commands } = decide(input, merged);
  assert.deepEqual(events, []);
  const [command] = commands;
  return command?.type === 'HandOn' ? command : command?.type;
};

describe('a call that goes into another one', () => {
  it('is two answered legs that belong together, and takes them there under the names that they get', () => {
    const { events, commands } = decide(merge(CALL), asAnchored(other));
    assert.deepEqual(
      events.map(({ type }) => type),
      ['CallMerged'],
    );
    const [command] = commands;
    assert(command?.type === 'HandOn' && command.input.type === 'LegsJoined' && commands.length === 1);
    assert.deepEqual(
      [command.into, command.once, command.input.from, command.input.node],
      [CALL, `join:${OTHER}`, OTHER, 'n2'],
    );
    assert.deepEqual(
      command.input.legs.map(({ legId, partner }) => [legId, partner]),
      [
        [`${OTHER}-caller`, `${OTHER}-callee`],
        [`${OTHER}-callee`, `${OTHER}-caller`],
      ],
    );
  });

  for (const [what, state] of [
    ['is not anchored', absent],
    ['has a leg that rings', a.after(...a.ringing)],
    ['has three legs', a.after(...a.answered)],
    ['has legs that do not belong together', a.after(a.anchorAndRelease)],
    ['has one leg', a.after(a.anchorAndRelease, a.request('BYE'))],
    ['has gone into another one', merged],
  ] as const) {
    it(`${what}: it stays`, () =>
      assert.deepEqual(decide(merge(OTHER), state), { events: [], commands: [] }));
  }

  it('of two that are to go into each other only the one with the lower callId goes', () => {
    const [lower, higher] = [
      run(asAnchored(a.plainCall), expected(OTHER)),
      run(asAnchored(other), expected(CALL)),
    ];
    assert.equal(run(lower, merge(OTHER)).status, 'Merged');
    assert.equal(run(higher, merge(CALL)).status, 'Anchored');
  });

  it('stays while it waits for the legs of a third one, until these have come, are not to come, or are late', () => {
    const waiting = run(asAnchored(other), expected('ffff000000000003'));
    assert.equal(run(waiting, merge(CALL)).status, 'Anchored');
    assert.equal(run(waiting, abandoned('ffff000000000003'), merge(CALL)).status, 'Merged');
    assert.equal(run(waiting, abandoned('eeee000000000003'), merge(CALL)).status, 'Anchored');
    assert.equal(run(waiting, merge(CALL, a.at + 10_001)).status, 'Merged');
  });

  it('hands on what comes late, under the new names', () => {
    const request = a.request('BYE', { sipCallId: 'consultation' });
    const response = a.response(200);
    const ended: Input = { type: 'PlainCallEnded', sipCallId: 'consultation', at: a.at };
    for (const input of [request, response, ended]) {
      assert.deepEqual(handedOn(input), { type: 'HandOn', into: CALL, input });
    }
    const renamed = (legId: string) => `${OTHER}-${legId}`;
    const named: readonly (readonly [Input, Input])[] = [
      [a.hangUp('caller'), a.hangUp(renamed('caller'))],
      [a.release('callee'), a.release(renamed('callee'))],
      [a.bridge('caller', 'callee'), a.bridge(renamed('caller'), renamed('callee'))],
      [
        { type: 'ErrandDue', legId: 'caller', at: a.at },
        { type: 'ErrandDue', legId: renamed('caller'), at: a.at },
      ],
      [
        { type: 'AckOverdue', legId: 'caller', at: a.at },
        { type: 'AckOverdue', legId: renamed('caller'), at: a.at },
      ],
      [a.bridge('caller', ''), a.bridge(renamed('caller'), '')],
    ];
    for (const [input, expectedInput] of named) {
      assert.deepEqual(handedOn(input), { type: 'HandOn', into: CALL, input: expectedInput });
    }
    const third: Input = { type: 'LegsJoined', from: 'ffff000000000003', node: 'n1', legs: [], at: a.at };
    assert.deepEqual(handedOn(third), {
      type: 'HandOn',
      into: CALL,
      input: third,
      once: 'join:ffff000000000003',
    });
  });

  it('dials nobody any more, and lets its timers pass', () => {
    assert.equal(handedOn(a.originate), 'RemoveParty');
    for (const type of ['SessionDue', 'ReferralOverdue', 'CancelOverdue'] as const) {
      assert.equal(handedOn({ type, legId: 'caller', at: a.at }), undefined);
    }
    assert.equal(handedOn(merge('ffff000000000003')), undefined);
    assert.equal(handedOn(expected('ffff000000000003')), undefined);
  });
});

describe('a call that another one comes into', () => {
  it('has the legs of both, partners as they were', () => {
    const partners = Object.values(both.legs).map(({ legId, partner }: Leg) => [legId, partner]);
    assert.deepEqual(partners, [
      ['caller', 'callee'],
      ['callee', 'caller'],
      [`${OTHER}-caller`, `${OTHER}-callee`],
      [`${OTHER}-callee`, `${OTHER}-caller`],
    ]);
    assert.deepEqual(both.mediaCalls, [a.plainCall.sipCallId, 'consultation']);
    assert.equal(both.expected, undefined);
  });

  it('has Kamailio send it their requests, and their timers set, where we refresh sooner than usual', () => {
    const { commands } = decide(joined, asAnchored(a.plainCall));
    assert.deepEqual(names(commands), ['PointDialog', 'Wake', 'Wake']);
    const [point, ...wakes] = commands;
    assert(point?.type === 'PointDialog');
    assert.deepEqual([point.sipCallId, point.callId], ['consultation', CALL]);
    assert.deepEqual(
      wakes.map((wake) => wake.type === 'Wake' && [wake.name, wake.legId, wake.at - a.at]),
      [
        ['SessionDue', `${OTHER}-caller`, 1_768_000],
        ['SessionDue', `${OTHER}-callee`, 225_000],
      ],
    );
  });

  it('gets them once', () => {
    assert.deepEqual(decide(joined, both), { events: [], commands: [] });
    const left = run(both, a.hangUp(`${OTHER}-caller`));
    assert.deepEqual(decide(joined, left), { events: [], commands: [] });
  });

  it('and has ended meanwhile: they are hung up', () => {
    for (const state of [absent, { status: 'Ended', callId: CALL, dialled: '' } as const]) {
      const { events, commands } = decide(joined, state);
      assert.deepEqual(events, []);
      assert.deepEqual(names(commands), [
        'SendBye',
        'RemoveParty',
        'ReleaseDialog',
        'SendBye',
        'RemoveParty',
        'ReleaseDialog',
      ]);
    }
  });

  it('and has ended meanwhile: what an off-net leg that had been dialled there has taken is free again', () => {
    const place = { tenant: 'demo', callId: OTHER, legId: 'target-1' };
    const [anna, ewa] = merged.legs;
    assert(anna !== undefined && ewa !== undefined);
    const target = { ...ewa, dialog: { ...ewa.dialog, sipCallId: 'dialled' }, offNet: place };
    const { commands } = decide({ ...joined, legs: [anna, target] }, absent);
    const freed = commands.map((command) => {
      if (command.type === 'ReleaseDialog') return command.sipCallId;
      return command.type === 'FreeOffNetPlace' ? command.place : undefined;
    });
    assert.deepEqual(
      freed.filter((what) => what !== undefined),
      ['consultation', 'dialled', 'consultation', place],
    );
  });

  it('keeps the names of both media calls to the last, for digits come by either', () => {
    const released = (commands: readonly Command[]) =>
      commands.flatMap((command) => (command.type === 'ReleaseDialog' ? [command.sipCallId] : []));
    const target = run(both, a.bridge('caller', `${OTHER}-callee`));
    const gone = decide(a.hangUp('callee'), target);
    assert.deepEqual(released(gone.commands), []);
    const alone = [a.hangUp('callee'), a.hangUp(`${OTHER}-caller`)].reduce(
      (state, input) => run(state, input),
      target,
    );
    const { events, commands } = decide(a.request('BYE'), alone);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['LegEnded', 'LegEnded', 'CallEnded'],
    );
    assert.deepEqual(released(commands), [a.plainCall.sipCallId, 'consultation']);
    const removed = commands.flatMap((command) =>
      command.type === 'RemoveParty' ? [[command.party.mediaCall, command.last]] : [],
    );
    assert.deepEqual(removed, [
      [a.plainCall.sipCallId, true],
      ['consultation', true],
    ]);
  });

  it('has each dialog on the node that it came in by', () => {
    const node = (input: Input, state: State) => {
      const [command] = decide(input, state).commands;
      assert(command !== undefined);
      return nodeOf(input, state, command);
    };
    assert.equal(node(joined, asAnchored(a.plainCall)), 'n2');
    assert.equal(node(a.hangUp('caller'), both), 'n1');
    assert.equal(node(a.hangUp(`${OTHER}-caller`), both), 'n2');
    const update = { sipCallId: 'consultation', fromTag: 'ewa', toTag: 'anna-2' };
    const received = { ...a.request('UPDATE', update), node: 'n2' } as Input;
    assert.equal(node(received, both), 'n2');
  });

  it('has the dialog of a leg that had come by a third node there', () => {
    const [anna] = merged.legs;
    assert(anna !== undefined);
    const replaced: Input = {
      type: 'ReplacementAccepted',
      node: 'n3',
      leg: { ...anna, legId: 'replacing-1', partner: '', dialog: { ...anna.dialog, sipCallId: 'basia' } },
      replaced: 'caller',
      at: a.at,
    };
    const [handOn] = decide(merge(CALL), run(absent, anchorOther, replaced)).commands;
    assert(handOn?.type === 'HandOn' && handOn.input.type === 'LegsJoined');
    const nodes = (input: Input, state: State) =>
      decide(input, state).commands.flatMap((command) =>
        'sipCallId' in command
          ? [[command.type, command.sipCallId, nodeOf(input, state, command)]]
          : command.type === 'SendBye'
            ? [[command.type, command.dialog.sipCallId, nodeOf(input, state, command)]]
            : [],
      );
    const into = a.after(a.anchor);
    assert.deepEqual(nodes(handOn.input, into), [
      ['PointDialog', 'consultation', 'n2'],
      ['PointDialog', 'basia', 'n3'],
    ]);
    assert.deepEqual(nodes(a.hangUp(`${OTHER}-replacing-1`), run(into, handOn.input)).slice(0, 2), [
      ['SendBye', 'basia', 'n3'],
      ['SendBye', 'consultation', 'n2'],
    ]);
    const homeless = nodes(handOn.input, absent).filter(([type]) => type === 'SendBye');
    assert.deepEqual(homeless, [
      ['SendBye', 'consultation', 'n2'],
      ['SendBye', 'basia', 'n3'],
    ]);
  });
});
