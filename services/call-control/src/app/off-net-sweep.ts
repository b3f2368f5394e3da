/** Finds places of off-net legs that nobody freed: their legs are no more. */
import type { Log } from '@cordboard/messaging';
import { legsOf, type OffNetPlace, type State } from '../domain/call.ts';
import type { OffNetPlaces } from './execute.ts';

export class OffNetSweep {
  readonly #calls: () => AsyncIterable<State>;
  readonly #places: OffNetPlaces;
  readonly #log: Log;
  #suspected = new Set<string>();

  constructor(calls: () => AsyncIterable<State>, places: OffNetPlaces, log: Log) {
    this.#calls = calls;
    this.#places = places;
    this.#log = log;
  }

  /**
   * Look once. A place is freed when its leg was missing twice: calls are not read in one instant, and a leg that moves to
   * another call can escape one look.
   */
  async look(): Promise<void> {
    const taken: OffNetPlace[] = [];
    for await (const place of this.#places.list()) taken.push(place);
    if (taken.length === 0) return void this.#suspected.clear();
    // The leg is stored before its place is taken, so that what was taken by now is found.
    const used = new Set<string>();
    for await (const call of this.#calls()) {
      const legs = call.status === 'Anchored' ? legsOf(call) : [];
      for (const { offNet } of legs) if (offNet) used.add(nameOf(offNet));
    }
    const unused = taken.filter((place) => !used.has(nameOf(place)));
    for (const place of unused.filter((place) => this.#suspected.has(nameOf(place)))) {
      this.#log.warn({ ...place }, 'a place of an off-net leg is freed: the leg is no more');
      await this.#places.free(place);
    }
    this.#suspected = new Set(unused.map(nameOf));
  }
}

const nameOf = ({ tenant, callId, legId }: OffNetPlace): string => `${tenant} ${callId} ${legId}`;
