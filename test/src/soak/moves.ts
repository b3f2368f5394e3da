import type { Random } from '../random.ts';
import type { ScriptedPhone } from '../scripted/scripted-phone.ts';
import type { Troupe } from './troupe.ts';

/** Something that somebody may do at some moment of a call. */
export interface Move {
  readonly name: string;
  readonly make: () => Promise<unknown> | undefined;
}

const finalRefusals = [486, 480, 603, 488];

/** What can be done now, the likely things several times. */
export const movesOf = (troupe: Troupe, random: Random): readonly Move[] => [
  ...ofTransferor(troupe),
  ...ofTarget(troupe, random),
  ...ofTransferee(troupe, random),
  ...pauses(random),
];

const ofTransferor = ({ site, transferor }: Troupe): Move[] => {
  const call = transferor.newestCall;
  if (!call) return [];
  if (call.isRinging) {
    return [
      { name: 'the transferor answers the recall', make: () => call.answer() },
      { name: 'the transferor refuses the recall', make: () => Promise.resolve(call.refuse(486)) },
    ];
  }
  if (!call.isOpen) return [];
  const press = (name: string, keys: string): Move => ({
    name: `the transferor presses ${keys} (${name})`,
    make: () => transferor.press(keys),
  });
  const { attended, blind, back, conference, terminator } = site;
  const start = press('attended', attended);
  const number = press('number', `103${terminator}`);
  return [
    ...[start, start, number, number, number],
    ...(blind ? [press('blind', blind)] : []),
    ...(conference ? [press('conference', conference)] : []),
    press('back', back),
    press('unknown', `177${terminator}`),
    press('half a number', '10'),
    {
      name: 'the transferor sends REFER',
      make: () => call.refer(`<sip:103@${site.domain}>`),
    },
    { name: 'the transferor hangs up', make: () => call.hangUp() },
  ];
};

const ofTarget = ({ target }: Troupe, random: Random): Move[] => {
  const call = target.newestCall;
  if (!call) return [];
  if (call.isRinging) {
    const answer = { name: 'the target answers', make: () => call.answer() };
    const status = random.pick(finalRefusals);
    return [
      ...[answer, answer, answer, answer],
      { name: `the target refuses with ${status}`, make: () => Promise.resolve(call.refuse(status)) },
    ];
  }
  return call.isOpen ? idle('target', target, random) : [];
};

const ofTransferee = ({ transferee }: Troupe, random: Random): Move[] =>
  transferee.newestCall?.isOpen ? idle('transferee', transferee, random) : [];

/** What somebody may do who transfers nothing. */
const idle = (who: string, phone: ScriptedPhone, random: Random): Move[] => {
  const key = random.pick([...'0123456789*#']);
  return [
    { name: `the ${who} presses ${key}`, make: () => phone.press(key) },
    { name: `the ${who} hangs up`, make: () => phone.newestCall?.hangUp() },
  ];
};

const pauses = (random: Random): Move[] => {
  const ms = Math.round(50 + random.number() ** 3 * 3_000);
  const pause: Move = {
    name: `nobody does anything for ${ms} ms`,
    make: () => new Promise((resolve) => setTimeout(resolve, ms)),
  };
  return [pause, pause, pause];
};
