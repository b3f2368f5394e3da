import { type Bus, Places } from '@cordboard/messaging';
import type { OffNetPlaces } from '../app/execute.ts';
import type { OffNetPlace } from '../domain/call.ts';

/** Digits of a callId. */
const CALL_ID = 16;

/** Off-net legs of tenants that may have just so many at once, counted by JetStream over all replicas. */
export class StoredOffNetPlaces implements OffNetPlaces {
  readonly #places: Places;

  private constructor(places: Places) {
    this.#places = places;
  }

  static async open(bus: Bus): Promise<StoredOffNetPlaces> {
    return new StoredOffNetPlaces(await Places.open(bus, { name: 'off-net' }));
  }

  take(place: OffNetPlace, maxLegs: number): Promise<boolean> {
    return this.#places.take(toPlace(place), maxLegs);
  }

  free(place: OffNetPlace): Promise<void> {
    return this.#places.free(toPlace(place));
  }

  async *list(): AsyncIterable<OffNetPlace> {
    for await (const { owner, holder } of this.#places.list()) {
      yield { tenant: owner, callId: holder.slice(0, CALL_ID), legId: holder.slice(CALL_ID + 1) };
    }
  }
}

const toPlace = ({ tenant, callId, legId }: OffNetPlace) => ({ owner: tenant, holder: `${callId}-${legId}` });
