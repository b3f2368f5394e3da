/** A feature code: the keys, and what they mean in the state at hand. */
export interface Code<Action> {
  keys: string;
  action: Action;
}

/** Keys that one leg has pressed and that may become a code. */
export interface Pressed {
  legId: string;
  keys: string;
  /** Of the last key, milliseconds since 1970. */
  at: number;
  /** The keys are a code already and act at this time, unless they become a longer one; null where they are none. */
  actsAt: number | null;
  /** The keys are no code, and whoever hears the leg gets them at this time, unless they have become one. */
  sentAt?: number;
}

/** What a key has led to. */
export type Match<Action> =
  /** A code is whole and nothing longer can come of it. */
  | { type: 'Whole'; action: Action }
  /** The keys begin a code. */
  | { type: 'Begun'; pressed: Pressed }
  /** The keys before were a code waiting to grow, and this key does not belong to it. */
  | { type: 'Overtaken'; action: Action }
  /** No code. */
  | { type: 'None' };

/** The codes that a profile really has: an empty one stands for none. */
export const codes = <Action>(...all: readonly Code<Action>[]): readonly Code<Action>[] =>
  all.filter(({ keys }) => keys !== '');

/** What exactly these keys mean; of two equal codes the first counts. */
export const actionOf = <Action>(keys: string, meaningful: readonly Code<Action>[]): Action | null =>
  meaningful.find((code) => code.keys === keys)?.action ?? null;

/**
 * Match one more key against the codes that have a meaning now.
 *
 * A code acts at once, unless it begins a longer one with a meaning in the same state: then it waits
 * `interdigitMs` for it. Keys further apart than that never make a code together.
 */
export const press = <Action>(
  key: { legId: string; digit: string; at: number },
  before: Pressed | null,
  meaningful: readonly Code<Action>[],
  interdigitMs: number,
): Match<Action> => {
  const inTime = before !== null && key.at - before.at <= interdigitMs;
  const grown = inTime ? match(before.keys + key.digit, key, meaningful, interdigitMs) : null;
  if (grown) return grown;

  // Keys that were a code in themselves come before the one that did not belong to them.
  const overtaken = before !== null && before.actsAt !== null ? actionOf(before.keys, meaningful) : null;
  if (overtaken !== null) return { type: 'Overtaken', action: overtaken };

  const keys = (inTime ? before.keys : '') + key.digit;
  for (let start = inTime ? 1 : 0; start < keys.length; start++) {
    const shorter = match(keys.slice(start), key, meaningful, interdigitMs);
    if (shorter) return shorter;
  }
  return { type: 'None' };
};

const match = <Action>(
  keys: string,
  { legId, at }: { legId: string; at: number },
  meaningful: readonly Code<Action>[],
  interdigitMs: number,
): Match<Action> | null => {
  const action = actionOf(keys, meaningful);
  const mayGrow = meaningful.some((code) => code.keys.length > keys.length && code.keys.startsWith(keys));
  if (mayGrow) {
    return {
      type: 'Begun',
      pressed: { legId, keys, at, actsAt: action === null ? null : at + interdigitMs },
    };
  }
  return action === null ? null : { type: 'Whole', action };
};
