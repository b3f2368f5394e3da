import { randomInt } from 'node:crypto';
import { randomNumbers } from './ears/synthesis.ts';

/** Choices that a seed determines. */
export interface Random {
  /** From 0 to 1, without 1. */
  readonly number: () => number;
  readonly pick: <T>(all: readonly T[]) => T;
}

/** A seed that nobody has chosen. */
export const anySeed = (): number => randomInt(2 ** 31);

export const randomOf = (seed: number): Random => {
  const number = randomNumbers(seed);
  for (let i = 0; i < 8; i++) number(); // seeds that are near each other begin alike
  return { number, pick: (all) => all[Math.floor(number() * all.length)] as (typeof all)[number] };
};

/** As many as asked for, in an order that chance has made. */
export const sample = <T>({ number }: Random, all: readonly T[], count: number): T[] =>
  all
    .map((item) => ({ item, at: number() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ item }) => item);
