import assert from 'node:assert/strict';
import type { FeatureProfile } from './account.ts';
import type { Direction } from './call.ts';
import { actionOf, type Match, type Pressed, press } from './codes.ts';
import { type CodeAction, meaningfulCodes } from './keys.ts';
import { pair, type SampleState, samples } from './testing/samples.ts';
import { shippedProfile, shippedProfiles } from './testing/shipped-profiles.ts';

const words: Readonly<Record<CodeAction, string>> = {
  StartAttended: 'attended',
  StartBlind: 'blind',
  NumberTerminated: 'number',
  ReturnPressed: 'return',
  ConferencePressed: 'conference',
};

/**
 * What these keys lead to in a state, 100 ms apart: the first code that acts, with `…` behind it where it does so only when its wait
 * for a longer one is over; `…` where they only begin one, `–` where they are plain digits.
 */
const meaning = (
  profile: FeatureProfile,
  state: SampleState,
  keys: string,
  direction: Direction = 'incoming',
): string => {
  const { transferor } = pair;
  const account = { ...transferor.account, profile };
  const codes = meaningfulCodes(
    samples[state],
    {
      ...pair,
      direction,
      transferor: { ...transferor, account },
    },
    0,
  );
  let held: Pressed | null = null;
  for (const [index, digit] of [...keys].entries()) {
    const key = { legId: 'callee', digit, at: index * 100 };
    const match: Match<CodeAction> = press(key, held, codes, profile.interdigitMs);
    if (match.type === 'Whole' || match.type === 'Overtaken') return words[match.action];
    held = match.type === 'Begun' ? match.pressed : null;
  }
  if (held === null) return '–';
  const waiting = held.actsAt === null ? null : actionOf(held.keys, codes);
  return waiting === null ? '…' : `${words[waiting]}…`;
};

/** Every code of the four profiles in every state in which one of them has a meaning; the profiles in the order of SPEC § 1. */
const table = `
  talking            *    attended    …           …           –
  talking            #    …           –           blind       attended
  talking            **   attended    …           attended    –
  talking            ##   blind       –           blind       attended
  talking            *#   attended    attended    blind       attended
  talking            5    –           –           –           –

  just-returned      *    attended…   …           …           –
  just-returned      #    …           –           blind       attended
  just-returned      **   return      …           attended    –
  just-returned      ##   blind       –           blind       attended
  just-returned      *#   attended    attended    blind       attended
  just-returned      *1   attended    –           –           –
  just-returned      5    –           –           –           –

  before-a-number    *    …           –           return      return
  before-a-number    #    number      return      number      number
  before-a-number    **   return      –           return      return
  before-a-number    ##   number      return      number      number
  before-a-number    *#   number      return      return      return
  before-a-number    5    –           –           –           –

  in-a-number        *    …           –           return      return
  in-a-number        #    number      number      number      number
  in-a-number        **   return      –           return      return
  in-a-number        ##   number      number      number      number
  in-a-number        *#   number      number      return      return
  in-a-number        5    –           –           –           –

  behind-a-number    *    …           –           return      return
  behind-a-number    #    –           return      –           –
  behind-a-number    **   return      –           return      return
  behind-a-number    ##   –           return      –           –
  behind-a-number    *#   –           return      return      return
  behind-a-number    5    –           –           –           –

  ringing            *    …           –           return      return
  ringing            #    –           return      –           –
  ringing            **   return      –           return      return
  ringing            ##   –           return      –           –
  ringing            *#   –           return      return      return
  ringing            5    –           –           –           –

  consulting         *    …           –           return      return
  consulting         #    –           return      –           conference
  consulting         **   return      –           return      return
  consulting         ##   –           return      –           conference
  consulting         *#   –           return      return      return
  consulting         5    –           –           –           –

  conferring         *    …           –           return      return
  conferring         #    –           return      –           –
  conferring         **   return      –           return      return
  conferring         ##   –           return      –           –
  conferring         *#   –           return      return      return
  conferring         5    –           –           –           –

  told-of-a-failure  *    …           –           return      return
  told-of-a-failure  #    –           return      –           –
  told-of-a-failure  **   return      –           return      return
  told-of-a-failure  ##   –           return      –           –
  told-of-a-failure  *#   –           return      return      return
  told-of-a-failure  5    –           –           –           –
`;

const states: Readonly<Record<string, SampleState>> = {
  talking: 'Idle',
  'just-returned': 'Idle, just returned',
  'before-a-number': 'CollectingNumber, no digit',
  'in-a-number': 'CollectingNumber, digits',
  'behind-a-number': 'ResolvingNumber',
  ringing: 'TargetRinging',
  consulting: 'Consulting',
  conferring: 'Conferring',
  'told-of-a-failure': 'ExplainingFailure',
};

/** Nobody is there to press, or the transferor's phone has its own keys for it. */
const silent: readonly SampleState[] = [
  'TargetRingingReferred',
  'TargetRingingUnattended',
  'MergingCalls',
  'Recalling',
  'ResolvingRoute',
  'Rerouting',
  'Apologising',
  'InVoicemail',
  'TransferorAlone',
];

describe('the codes of the profiles that ship', () => {
  const rows = table.trim().split(/\n\s*/);
  for (const row of rows) {
    const [state = '', keys = '', ...expected] = row.split(/\s+/);
    for (const [index, name] of shippedProfiles.entries()) {
      it(`${name}, ${state}: ${keys} ${expected[index]}`, () => {
        const sample = states[state];
        assert(sample);
        assert.equal(meaning(shippedProfile(name), sample, keys), expected[index]);
      });
    }
  }

  for (const state of silent) {
    for (const name of shippedProfiles) {
      it(`${name}, ${state}: none`, () => {
        const meanings = ['*', '#', '**', '##', '*#', '5'].map((keys) =>
          meaning(shippedProfile(name), state, keys),
        );
        assert.deepEqual(new Set(meanings), new Set(['–']));
      });
    }
  }

  it('are in the table for every state', () => {
    const named = [...Object.values(states), ...silent].map((sample) => samples[sample].status);
    assert.deepEqual(new Set(named), new Set(Object.values(samples).map(({ status }) => status)));
  });

  const inCalls = [
    ['telecube', ['attended', 'attended', 'attended']],
    ['mobile', ['attended', '–', '–']],
    ['inline', ['attended', 'attended', 'attended']],
    ['hash', ['attended', 'attended', 'attended']],
  ] as const;
  for (const [name, expected] of inCalls) {
    it(`${name} start an attended transfer in incoming, outgoing and API calls: ${expected.join(', ')}`, () => {
      const profile = shippedProfile(name);
      const directions = ['incoming', 'outgoing', 'api'] as const;
      const found = directions.map((direction) => meaning(profile, 'Idle', profile.startAttended, direction));
      assert.deepEqual(found, expected);
    });
  }
});
