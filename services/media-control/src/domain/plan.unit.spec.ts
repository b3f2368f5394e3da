import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Command } from './command.ts';
import { type Hearing, includes, isSame, type Party, type Source, sourcesOf } from './hearing.ts';
import { hush, type Plan, plan, planForHeld, type Uncertain } from './plan.ts';

const party = (tag: string, mediaCall = 'call'): Party => ({ mediaCall, tag });
const [A, B, X] = [party('A'), party('B'), party('X')];
const D = party('D', 'other call');

const hears = (who: Party, source: Source): Hearing => ({ party: who, source });
/** Nothing to undo. */
const fresh = (hearing: Hearing): Hearing => ({ ...hearing, fresh: true });
const silence: Source = { type: 'silence' };
const music: Source = { type: 'audio', file: 'music.wav', repeat: true };
const prompt: Source = { type: 'audio', file: 'prompt.wav', repeat: false };
const voices = (...parties: Party[]): Source => ({ type: 'parties', parties });

const play = (who: Party, file = 'music.wav', repeat = true): Command => ({
  type: 'Play',
  party: who,
  file,
  repeat,
});
const stop = (who: Party): Command => ({ type: 'StopPlaying', party: who });
const mute = (who: Party): Command => ({ type: 'Mute', party: who });
const unmute = (who: Party): Command => ({ type: 'Unmute', party: who });
const part = (...parties: [Party, Party]): Command => ({ type: 'Part', parties });
const join = (...parties: [Party, Party]): Command => ({ type: 'Join', parties, isFirstMixed: true });
const joinFresh = (...parties: [Party, Party]): Command => ({ type: 'Join', parties, isFirstMixed: false });
const alone = (who: Party): Uncertain => ({ party: who, settled: [] });
const mix = (listener: Party, ...sources: Party[]): Command => ({ type: 'Mix', sources, listener });

const rows: { title: string; hearings: Hearing[]; expected: Partial<Plan> }[] = [
  { title: 'nothing', hearings: [], expected: {} },
  {
    title: 'hold: music to one, a prompt to the other',
    hearings: [hears(A, music), hears(B, prompt)],
    expected: { first: [play(A), play(B, 'prompt.wav', false), mute(A), mute(B)] },
  },
  {
    title: 'other audio to a party alone',
    hearings: [hears(A, music)],
    expected: { first: [play(A)], uncertain: [alone(A)] },
  },
  {
    title: 'silence to a party alone',
    hearings: [hears(A, silence)],
    expected: { last: [stop(A)], uncertain: [alone(A)] },
  },
  {
    title: 'two talk',
    hearings: [hears(A, voices(B)), hears(B, voices(A))],
    expected: { first: [stop(A), stop(B)], then: [join(A, B)], last: [unmute(B), unmute(A)] },
  },
  {
    title: 'two talk, one of whom was just opened',
    hearings: [hears(A, voices(X)), fresh(hears(X, voices(A)))],
    expected: { first: [stop(A)], then: [joinFresh(X, A)], last: [unmute(A)] },
  },
  {
    title: 'two talk, both of whom were just opened',
    hearings: [fresh(hears(A, voices(X))), fresh(hears(X, voices(A)))],
    expected: { then: [joinFresh(A, X)] },
  },
  {
    title: 'early media of one that was just opened',
    hearings: [hears(A, voices(X)), fresh(hears(X, silence))],
    expected: { first: [stop(A), mute(A)], then: [{ type: 'Relay', source: X, listener: A }] },
  },
  {
    title: 'early media: one hears the other, who hears nothing',
    hearings: [hears(A, voices(X)), hears(X, silence)],
    expected: {
      first: [stop(A), mute(A)],
      then: [{ type: 'Relay', source: X, listener: A }],
      last: [unmute(X), stop(X)],
    },
  },
  {
    title: 'a party listens to one who is not named',
    hearings: [hears(A, voices(X))],
    expected: { first: [stop(A)], then: [{ type: 'Relay', source: X, listener: A }], last: [unmute(X)] },
  },
  {
    title: 'three confer',
    hearings: [hears(A, voices(B, X)), hears(B, voices(A, X)), hears(X, voices(A, B))],
    expected: {
      first: [stop(A), stop(B), stop(X)],
      then: [mix(A, B, X), mix(B, A, X), mix(X, A, B)],
      last: [unmute(B), unmute(X), unmute(A)],
      uncertain: [A, B, X].map((who) => ({ party: who, settled: [A, B, X] })),
    },
  },
  {
    title: 'two talk and the third is held',
    hearings: [hears(A, voices(X)), hears(X, voices(A)), hears(B, music)],
    expected: {
      first: [stop(A), stop(X), play(B), mute(B)],
      then: [part(A, B), part(X, B), join(A, X)],
      last: [unmute(X), unmute(A)],
    },
  },
  {
    title: 'one hears two who do not hear each other',
    hearings: [hears(A, voices(B, X)), hears(B, voices(A)), hears(X, voices(A))],
    expected: {
      first: [stop(A), stop(B), stop(X)],
      then: [
        part(B, X),
        mix(A, B, X),
        { type: 'Relay', source: A, listener: B },
        { type: 'Relay', source: A, listener: X },
      ],
      last: [unmute(B), unmute(X), unmute(A)],
      uncertain: [{ party: A, settled: [A, B, X] }],
    },
  },
  {
    title:
      'two of two calls talk: the call of the first keeps its name, even where the other was just opened',
    hearings: [hears(A, voices(D)), fresh(hears(D, voices(A)))],
    expected: { first: [stop(A)], then: [join(A, D)], last: [unmute(A)] },
  },
  {
    title: 'three of two calls confer: the first cord goes out from the call of the first',
    hearings: [hears(A, voices(B, D)), hears(B, voices(D, A)), hears(D, voices(B, A))],
    expected: {
      first: [stop(A), stop(B), stop(D)],
      then: [mix(D, B, A), mix(A, B, D), mix(B, A, D)],
      last: [unmute(B), unmute(D), unmute(A)],
      uncertain: [A, B, D].map((who) => ({ party: who, settled: [A, B, D] })),
    },
  },
  {
    title: 'two of two calls talk and a third, whom they may have heard, is held',
    hearings: [hears(A, voices(D)), hears(D, voices(A)), hears(B, music)],
    expected: {
      first: [stop(A), stop(D), play(B), mute(B)],
      then: [part(A, B), part(D, B), join(A, D)],
      last: [unmute(D), unmute(A)],
    },
  },
];

describe('plan', () => {
  for (const { title, hearings, expected } of rows) {
    it(title, () => {
      assert.deepEqual(plan(hearings), { first: [], then: [], last: [], uncertain: [], ...expected });
    });
  }

  describe('whatever is asked for', () => {
    const tags = ['A', 'B', 'C', 'D'];
    const sources = (tag: string): fc.Arbitrary<Source> =>
      fc.oneof(
        fc.constantFrom<Source>(silence, music, prompt),
        fc
          .subarray(
            tags.filter((other) => other !== tag),
            { minLength: 1 },
          )
          .map((others) => voices(...others.map((other) => party(other)))),
      );
    const requests = fc
      .subarray(tags, { minLength: 1 })
      .chain((named) =>
        fc.tuple(...named.map((tag) => sources(tag).map((source) => hears(party(tag), source)))),
      );
    const all = ({ first, then, last }: Plan): Command[] => [...first, ...then, ...last];

    it('nobody is both muted and unmuted', () => {
      fc.assert(
        fc.property(requests, (hearings) => {
          const commands = all(plan(hearings));
          const of = (type: 'Mute' | 'Unmute') =>
            commands.flatMap((each) => (each.type === type ? [each.party] : []));
          assert.deepEqual(
            of('Mute').filter((muted) => includes(of('Unmute'), muted)),
            [],
          );
        }),
      );
    });

    it('everybody who is to be heard is unmuted and plugged to the one who hears', () => {
      fc.assert(
        fc.property(requests, (hearings) => {
          const { then, last } = plan(hearings);
          for (const hearing of hearings) {
            for (const source of sourcesOf(hearing)) {
              assert.ok(last.some((each) => each.type === 'Unmute' && isSame(each.party, source)));
              assert.ok(then.some((each) => carries(each, source, hearing.party)));
            }
          }
        }),
      );
    });

    it('no cord that carries a wanted voice is taken away', () => {
      fc.assert(
        fc.property(requests, (hearings) => {
          const taken = plan(hearings).then.flatMap((each): [Party, Party][] =>
            each.type === 'Cut'
              ? [[each.source, each.listener]]
              : each.type === 'Part'
                ? [
                    [each.parties[0], each.parties[1]],
                    [each.parties[1], each.parties[0]],
                  ]
                : [],
          );
          for (const [source, listener] of taken) {
            const hearing = hearings.find((each) => isSame(each.party, listener));
            assert.ok(hearing && !includes(sourcesOf(hearing), source));
          }
        }),
      );
    });

    it('whoever hears audio has it played, and no one else', () => {
      fc.assert(
        fc.property(requests, (hearings) => {
          const commands = all(plan(hearings));
          for (const { party: who, source } of hearings) {
            const types = commands.flatMap((each) =>
              'party' in each && isSame(each.party, who) ? [each.type] : [],
            );
            assert.equal(types.includes('Play'), source.type === 'audio');
            assert.equal(types.includes('StopPlaying'), source.type !== 'audio');
          }
        }),
      );
    });
  });
});

const carries = (command: Command, source: Party, listener: Party): boolean => {
  switch (command.type) {
    case 'Join':
      return includes(command.parties, source) && includes(command.parties, listener);
    case 'Relay':
      return isSame(command.source, source) && isSame(command.listener, listener);
    case 'Mix':
      return includes(command.sources, source) && isSame(command.listener, listener);
    default:
      return false;
  }
};

describe('the plan for parties that stay on hold', () => {
  const nothing: Plan = { first: [], then: [], last: [], uncertain: [] };

  it('plays, and asks for no flows', () => {
    assert.deepEqual(planForHeld([hears(A, music)]), { ...nothing, first: [play(A)] });
  });

  it('stops', () => {
    assert.deepEqual(planForHeld([hears(A, silence)]), { ...nothing, first: [stop(A)] });
  });

  it('lets nobody talk', () => {
    assert.throws(() => planForHeld([hears(A, voices(B)), hears(B, voices(A))]), {
      code: 'BAD_REQUEST',
      message: 'held is "true": must be false, as "A" is to hear voices',
    });
  });
});

describe('hush', () => {
  it('mutes whom nobody else hears', () => {
    assert.deepEqual(hush({ party: A, sources: [{ party: B, listeners: [A] }] }, alone(A)), [mute(B)]);
  });

  it('cuts off whom others hear too', () => {
    assert.deepEqual(hush({ party: A, sources: [{ party: B, listeners: [A, X] }] }, alone(A)), [
      { type: 'Cut', source: B, listener: A },
    ]);
  });

  it('leaves to the plan those of whom the hearings tell, by whatever name of their call', () => {
    const sources = [
      { party: B, listeners: [A] },
      { party: party('D'), listeners: [A] },
    ];
    assert.deepEqual(hush({ party: A, sources }, { settled: [A, D] }), [mute(B)]);
  });

  it('does nothing where nobody is heard', () => {
    assert.deepEqual(hush({ party: A, sources: [] }, alone(A)), []);
  });
});
