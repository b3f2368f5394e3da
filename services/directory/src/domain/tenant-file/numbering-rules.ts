import { type Complaint, repeated } from '../check.ts';
import { emergencyNumbers, hidesEmergencyNumber } from '../emergency-numbers.ts';
import type { Path } from '../problem.ts';
import { didChain } from './did-chain.ts';
import type { TenantFile } from './tenant-file.ts';

/** What a tenant's accounts, groups, numbers and DIDs must be to each other. */
export const numberingRules = (tenant: TenantFile): Complaint[] => [
  ...uniqueAccounts(tenant),
  ...extensions(tenant),
  ...members(tenant),
  ...numbers(tenant),
  ...dids(tenant),
];

const uniqueAccounts = ({ accounts }: TenantFile): Complaint[] =>
  repeated(accounts, ({ account }) => account).map((index) => [
    ['accounts', index, 'account'],
    'must be this account once only',
  ]);

/** Nothing is said of the extension of an account that stands there twice: that is one mistake. */
const extensions = ({ accounts, groups, numbers, country }: TenantFile): Complaint[] => {
  const again = new Set(repeated(accounts, ({ account }) => account));
  const places = [
    ...accounts.map(({ extension }, index) => ({ extension, path: ['accounts', index] })),
    ...groups.map(({ extension }, index) => ({ extension, path: ['groups', index] })),
    ...numbers.map(({ extension }, index) => ({ extension, path: ['numbers', index] })),
  ].filter((_, index) => !again.has(index));
  const twice = new Set(repeated(places, ({ extension }) => extension));
  return places.flatMap(({ extension, path }, index): Complaint[] => {
    const field: Path = [...path, 'extension'];
    return [
      ...(twice.has(index)
        ? [[field, 'must be the extension of one account, group or number only'] as const]
        : []),
      ...(hidesEmergencyNumber(extension, country)
        ? [[field, `${extension} would hide an emergency number`] as const]
        : []),
    ];
  });
};

const members = ({ accounts, groups }: TenantFile): Complaint[] => {
  const ofAccounts = new Set(accounts.map(({ extension }) => extension));
  return groups.flatMap(({ members }, group): Complaint[] => {
    const again = new Set(repeated(members, String));
    return members.flatMap((member, index): Complaint[] => {
      const field: Path = ['groups', group, 'members', index];
      if (!ofAccounts.has(member)) return [[field, 'must be the extension of an account']];
      return again.has(index) ? [[field, 'must be a member once only']] : [];
    });
  });
};

const numbers = ({ numbers, trunks, dids, publicNumbersVia, country }: TenantFile): Complaint[] => {
  const pbxes = new Set(trunks.filter(({ kind }) => kind === 'pbx').map(({ name }) => name));
  const own = new Set(dids.map(({ number }) => number));
  const lastOf = didChain({ numbers, dids });
  return numbers.flatMap((given, index): Complaint[] => {
    const at = (field: string, rule: string): Complaint => [['numbers', index, field], rule];
    if (given.did !== undefined) {
      if (!own.has(given.did)) return [at('did', 'is none of the DIDs')];
      return lastOf(given.extension) === 'Circle'
        ? [at('did', 'goes round in a circle and rings nobody')]
        : [];
    }
    if (given.public !== undefined) {
      if (publicNumbersVia === undefined) return [at('public', 'needs publicNumbersVia')];
      if (own.has(given.public)) return [at('public', 'is a DID of the tenant: give it as did')];
      return given.public.startsWith('+') || emergencyNumbers(country).has(given.public)
        ? []
        : [at('public', 'must be an E.164 or an emergency number')];
    }
    return given.trunk !== undefined && !pbxes.has(given.trunk)
      ? [at('trunk', 'is none of the trunks of kind pbx')]
      : [];
  });
};

const dids = ({ accounts, groups, numbers, dids }: TenantFile): Complaint[] => {
  const extensions = new Set([...accounts, ...groups, ...numbers].map(({ extension }) => extension));
  return [
    ...repeated(dids, ({ number }) => number).map(
      (index): Complaint => [['dids', index, 'number'], 'must be this number once only'],
    ),
    ...dids.flatMap(({ extension }, index): Complaint[] =>
      extensions.has(extension) ? [] : [[['dids', index, 'extension'], 'no account, group or number has it']],
    ),
  ];
};
