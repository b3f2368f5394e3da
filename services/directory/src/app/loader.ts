import { isDeepStrictEqual } from 'node:util';
import type { Directory } from '../domain/directory.ts';
import type { Tenant } from '../domain/tenant.ts';

/** What loading needs from outside. */
export interface Ports {
  /** @throws {BadFiles} */
  readTenants(): Promise<Tenant[]>;
  /** Index them for what calls ask. */
  index(tenants: readonly Tenant[]): Directory;
  /**
   * Put these tenants in the place of all that are stored.
   *
   * @returns The accounts that are gone or have another password than before.
   */
  store(tenants: readonly Tenant[]): Promise<readonly string[]>;
  /** Tell everybody who keeps something of these tenants, or lets these accounts be called. Waits for nobody. */
  announce(changed: readonly string[], revoked: readonly string[]): void;
}

/** Holds the directory that is in force. */
export interface Loader {
  /** The directory in force. */
  directory(): Directory;
  /**
   * Put these tenants in force; they are when this returns. One after the other, with what is loaded.
   *
   * @returns The names of the tenants that are new, different or gone.
   * @throws Errors of the store: what was in force stays in force.
   */
  put(tenants: readonly Tenant[]): Promise<readonly string[]>;
  /**
   * Read the files again, and put in force what they say.
   *
   * @returns As of `put`.
   * @throws {BadFiles} and errors of the store: what was in force stays in force.
   */
  load(): Promise<readonly string[]>;
}

/** Nothing is in force at first. */
export const createLoader = ({ readTenants, index, store, announce }: Ports): Loader => {
  let directory = index([]);
  let loaded = false;
  let last: Promise<unknown> = Promise.resolve();

  const putNow = async (tenants: readonly Tenant[]): Promise<readonly string[]> => {
    const changed = changedTenants(directory.tenants, tenants);
    if (loaded && changed.length === 0) return changed;
    const revoked = await store(tenants);
    directory = index(tenants);
    loaded = true;
    announce(changed, revoked);
    return changed;
  };

  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const done = last.then(task);
    last = done.catch(() => {});
    return done;
  };

  return {
    directory: () => directory,
    put: (tenants) => inTurn(() => putNow(tenants)),
    load: () => inTurn(async () => putNow(await readTenants())),
  };
};

const changedTenants = (before: readonly Tenant[], after: readonly Tenant[]): string[] => {
  const byName = (tenants: readonly Tenant[]) => new Map(tenants.map((tenant) => [tenant.name, tenant]));
  const [old, current] = [byName(before), byName(after)];
  return [...new Set([...old.keys(), ...current.keys()])].filter(
    (name) => !isDeepStrictEqual(old.get(name), current.get(name)),
  );
};
