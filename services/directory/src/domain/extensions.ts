import type { Account, Extension, Rings } from './tenant.ts';
import { didChain } from './tenant-file/did-chain.ts';
import type { TenantFile } from './tenant-file/tenant-file.ts';

/** All extensions of a tenant, by their digits. One that stands for a DID rings what that rings, under its own name if it has one. */
export const extensionsOf = (
  file: TenantFile,
  accounts: readonly Account[],
): ReadonlyMap<string, Extension> => {
  const accountOf = new Map(accounts.map((account) => [account.extension, account]));
  const direct = new Map<string, Extension>([
    ...accounts.map((account) => entry(account.extension, account.displayName, { type: 'Account', account })),
    ...file.groups.map(({ extension, name, members }) =>
      entry(extension, name, {
        type: 'Group',
        members: members.flatMap((member) => accountOf.get(member) ?? []),
      }),
    ),
    ...file.numbers.flatMap((given) => {
      const rings = outside(given);
      return rings ? [entry(given.extension, given.name ?? '', rings)] : [];
    }),
  ]);
  const lastOf = didChain(file);
  const byDid = file.numbers.flatMap(({ extension, name, did }) => {
    const last = did === undefined ? undefined : direct.get(lastOf(extension));
    return last ? [entry(extension, name ?? last.displayName, last.rings)] : [];
  });
  return new Map([...direct, ...byDid]);
};

const entry = (extension: string, displayName: string, rings: Rings): [string, Extension] => [
  extension,
  { extension, displayName, rings },
];

const outside = (given: TenantFile['numbers'][number]): Rings | undefined => {
  if (given.public !== undefined) return { type: 'Public', number: given.public };
  if (given.uri !== undefined) return { type: 'Uri', uri: given.uri };
  return given.trunk !== undefined && given.number !== undefined
    ? { type: 'Pbx', trunk: given.trunk, number: given.number }
    : undefined;
};
