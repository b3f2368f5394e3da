import type { Call, Party, Person } from '../call.ts';
import type { Hearing } from '../messages.ts';

/** A leg of the model: where it is in its life, what it hears, and who goes with it. */
export interface ModelLeg {
  state: 'ringing' | 'cancelled' | 'answered' | 'over';
  hears: Hearing['hears'];
  partner: string | null;
}

/** In the model a party's tag is its leg's name. */
export const partyOf = (legId: string): Party => ({ mediaCall: 'm', tag: legId });

/** In the model everybody has an account. */
export const personAt = (legId: string): Person => ({
  legId,
  party: partyOf(legId),
  number: legId,
  displayName: '',
  account: `${legId}@demo.test`,
});

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

  /** Those that are not over. */
  get live(): readonly string[] {
    return this.named('ringing', 'cancelled', 'answered');
  }

  /** The call as call-control tells it with a fact. */
  asCall(fields: Pick<Call, 'anchored' | 'byApi' | 'dialled'>): Call {
    const legs = this.live.map((legId) => ({
      ...personAt(legId),
      answered: this.get(legId)?.state === 'answered',
      partnerLegId: this.get(legId)?.partner ?? '',
    }));
    return { ...fields, legs };
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

  /** Two legs that have talked before. */
  openTalking(legId: string, partnerLegId: string): void {
    for (const one of [legId, partnerLegId]) this.open(one, 'answered');
    this.bridge(legId, partnerLegId);
    this.talk(legId, partnerLegId);
  }

  talk(legId: string, otherLegId: string): void {
    this.arrange([
      { party: partyOf(legId), hears: { type: 'Parties', parties: [partyOf(otherLegId)] } },
      { party: partyOf(otherLegId), hears: { type: 'Parties', parties: [partyOf(legId)] } },
    ]);
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

  /** A new leg takes another one's place: it has its partner, and they talk. */
  replace(legId: string, byLegId: string): void {
    const partner = this.#legs.get(legId)?.partner ?? null;
    this.open(byLegId, 'answered');
    if (partner === null) return;
    this.bridge(byLegId, partner);
    if (this.heardBy(partner).includes(legId)) this.talk(byLegId, partner);
  }

  #setPartner(legId: string, partner: string | null): void {
    const leg = this.#legs.get(legId);
    if (leg) leg.partner = partner;
  }
}
