import { writeFile } from 'node:fs/promises';
import type { Account } from './sip/user-agent.ts';

const DOMAIN = 'bench.test';
/** Extensions of the accounts that transfer, and of those that they transfer to: one a call in progress. */
const transferors = numbers(200, 219);
const targets = numbers(300, 799);

function numbers(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
}

const passwordOf = (extension: string): string => `bench-${extension}`;
const didOf = (extension: string): string => `+48221000${extension}`;

/** Where one transfer at a time takes place. */
export interface Desk {
  /** Public number that rings the transferor. */
  readonly did: string;
  /** Extension of the transfer target. No other transfer in progress has it, so each knows its own target. */
  readonly target: string;
}

export const desks: readonly Desk[] = targets.map((target, index) => ({
  did: didOf(transferors[index % transferors.length] as string),
  target,
}));

export const accounts: readonly Account[] = [...transferors, ...targets].map((user) => ({
  user,
  password: passwordOf(user),
  domain: DOMAIN,
}));

/** Writes the benchmark's own tenant, in the format of tenants/demo.yaml; JSON is YAML. */
export const writeTenant = (file: string, carrier: string): Promise<void> =>
  writeFile(
    file,
    JSON.stringify({
      tenant: 'bench',
      domain: DOMAIN,
      trunks: [{ name: 'carrier', address: carrier, transport: 'udp' }],
      publicNumbersVia: 'carrier',
      accounts: accounts.map(({ user, password }) => ({ account: user, password, name: `Phone ${user}` })),
      dids: transferors.map((extension) => ({ number: didOf(extension), extension })),
    }),
  );
