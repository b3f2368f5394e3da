import { type Complaint, repeated } from '../check.ts';
import { causes } from './policies.ts';
import type { TenantFile } from './tenant-file.ts';

/** What a tenant's trunks, caller IDs, forwards and policies must be to the rest of it. */
export const callingRules = (tenant: TenantFile): Complaint[] => [
  ...trunks(tenant),
  ...callerNumber(tenant),
  ...forwards(tenant),
  ...mailboxes(tenant),
];

const trunks = ({ trunks, publicNumbersVia }: TenantFile): Complaint[] => {
  const carriers = trunks.filter(({ kind }) => kind === 'carrier').map(({ name }) => name);
  return [
    ...repeated(trunks, ({ name }) => name).map(
      (index): Complaint => [['trunks', index, 'name'], 'must be this name once only'],
    ),
    ...(publicNumbersVia === undefined || carriers.includes(publicNumbersVia)
      ? []
      : [[['publicNumbersVia'], 'is none of the trunks of kind carrier'] as const]),
  ];
};

/** The public network must be able to call back what it sees. */
const callerNumber = ({ callerId, dids }: TenantFile): Complaint[] =>
  callerId.number === undefined || dids.some(({ number }) => number === callerId.number)
    ? []
    : [[['callerId', 'number'], 'is none of the DIDs']];

/** A forwarded call leaves by the trunk: to a number of our own it would come back, perhaps for ever. */
const forwards = ({ accounts, dids, publicNumbersVia }: TenantFile): Complaint[] => {
  const own = new Set(dids.map(({ number }) => number));
  return accounts.flatMap(({ forward }, index): Complaint[] => {
    if (forward === undefined) return [];
    const field = ['accounts', index, 'forward', 'to'];
    if (publicNumbersVia === undefined) return [[field, 'needs publicNumbersVia']];
    return own.has(forward.to) ? [[field, 'is a DID of the tenant: the call would come back']] : [];
  });
};

const mailboxes = ({ transfer, accounts, groups, numbers }: TenantFile): Complaint[] => {
  const extensions = new Set([...accounts, ...groups, ...numbers].map(({ extension }) => extension));
  return (['incoming', 'outgoing'] as const).flatMap((direction) =>
    causes.flatMap((cause): Complaint[] => {
      const policy = transfer[direction][cause];
      return policy?.action === 'voicemail' && policy.mailbox !== undefined && !extensions.has(policy.mailbox)
        ? [[['transfer', direction, cause, 'mailbox'], 'no account, group or number has it']]
        : [];
    }),
  );
};
