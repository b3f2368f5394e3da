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
   * Read the files again; what they say is in force when this returns. Loads run one after the other.
   *
   * @returns The names of the tenants that are new, different or gone.
   * @throws {BadFiles} and errors of the store: what was in force stays in force.
   */
  load(): Promise<readonly string[]>;
}

/** Nothing is in force before the first load. */
export const createLoader = ({ readTenants, index, store, announce }: Ports): Loader => {
  let directory = index([]);
  let loaded = false;
  let last: Promise<unknown> = Promise.resolve();

  const loadNow = async (): Promise<readonly string[]> => {
    const tenants = await readTenants();
    const changed = changedTenants(directory.tenants, tenants);
    if (loaded && changed.length === 0) return changed;
    const revoked = await store(tenants);
    directory = index(tenants);
    loaded = true;
    announce(changed, revoked);
    return changed;
  };

  return {
    directory: () => directory,
    load: () => {
      const load = last.then(loadNow);
      last = load.catch(() => {});
      return load;
    },
  };
};

const changedTenants = (before: readonly Tenant[], after: readonly Tenant[]): string[] => {
  const byName = (tenants: readonly Tenant[]) => new Map(tenants.map((tenant) => [tenant.name, tenant]));
  const [old, current] = [byName(before), byName(after)];
  return [...new Set([...old.keys(), ...current.keys()])].filter(
    (name) => !isDeepStrictEqual(old.get(name), current.get(name)),
  );
};
