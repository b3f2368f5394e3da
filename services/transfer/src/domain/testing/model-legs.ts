import type { Party } from '../call.ts';
import type { Hearing } from '../messages.ts';

/** A leg of the model: where it is in its life, what it hears, and who goes with it. */
export interface ModelLeg {
  state: 'ringing' | 'cancelled' | 'answered' | 'over';
  hears: Hearing['hears'];
  partner: string | null;
}

/** In the model a party's tag is its leg's name. */
export const partyOf = (legId: string): Party => ({ mediaCall: 'm', tag: legId });

/** The legs of one call with their media, as call-control and media-control keep them. */
export class ModelLegs {
  readonly #legs = new Map<string, ModelLeg>();

  get(legId: string): ModelLeg | undefined {
    return this.#legs.get(legId);
  }

  /** The legs in any of these states, in the order in which they were opened. */
  named(...states: readonly ModelLeg['state'][]): readonly string[] {
    return [...this.#legs].filter(([, leg]) => states.includes(leg.state)).map(([legId]) => legId);
  }

  /** Whom a leg hears. */
  heardBy(legId: string): readonly string[] {
    const hears = this.#legs.get(legId)?.hears;
    return hears?.type === 'Parties' ? hears.parties.map(({ tag }) => tag) : [];
  }

  /** @throws {Error} The name was given before. */
  open(legId: string, state: ModelLeg['state']): void {
    if (this.#legs.has(legId)) throw new Error(`${legId} was dialled twice`);
    this.#legs.set(legId, { state, hears: { type: 'Silence' }, partner: null });
  }

  arrange(hearings: readonly Hearing[]): void {
    for (const { party, hears } of hearings) {
      const leg = this.#legs.get(party.tag);
      if (leg) leg.hears = hears;
    }
  }

  /** @returns false where one of the two has gone: there is nothing to put together. */
  bridge(legId: string, partnerLegId: string): boolean {
    const pair = [legId, partnerLegId];
    if (pair.some((one) => this.#legs.get(one)?.state === 'over')) return false;
    for (const one of pair) this.release(one);
    this.#setPartner(legId, partnerLegId);
    this.#setPartner(partnerLegId, legId);
    return true;
  }

  /** The leg and its partner do not belong together any more. */
  release(legId: string): void {
    for (const [id, leg] of this.#legs) {
      if (id === legId || leg.partner === legId) leg.partner = null;
    }
  }

  #setPartner(legId: string, partner: string | null): void {
    const leg = this.#legs.get(legId);
    if (leg) leg.partner = partner;
  }
}
