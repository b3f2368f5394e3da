import type { Complaint } from './check.ts';
import type { Codes } from './feature-profile.ts';
import type { Timings } from './timings.ts';

type Action = keyof Codes;

/**
 * Which codes count at the same time (SPEC § 1): these must differ. Those of different times may be alike, and one may begin
 * another, which it waits for. Return and terminator may be alike too: with digits entered the key ends the number.
 */
const actionsByState: Readonly<Record<string, readonly Action[]>> = {
  'while talking to the transferee': ['startAttended', 'startBlind'],
  'during the consultation call': ['return', 'conference'],
  'when they are dialled as a call': ['pickup', 'pickupAny'],
};

/** The one number that is an emergency number everywhere, so that no extension can be it. */
const NO_EXTENSION = '112';

/** Why a profile cannot mean what it says: two actions on one code in one state, or a code that can never be reached. */
export const contradictions = ({
  codes,
  timings,
}: {
  readonly codes: Codes;
  readonly timings: Timings;
}): Complaint[] => [
  ...unstartable(codes),
  ...ambiguous(codes),
  ...hiddenByPickup(codes),
  ...hiddenByTimeout(codes, timings).map(({ field, rule }): Complaint => [['timings', field], rule]),
];

const unstartable = ({ startAttended, startBlind, conference }: Codes): Complaint[] => {
  if (!startAttended && !startBlind) {
    return [[['codes'], 'must have startAttended or startBlind, or no transfer could ever begin']];
  }
  if (conference && !startAttended) {
    return [
      [['codes', 'conference'], 'can never be reached: without startAttended there is no consultation call'],
    ];
  }
  return [];
};

const ambiguous = (codes: Codes): Complaint[] =>
  Object.entries(actionsByState).flatMap(([state, actions]) =>
    pairs(actions)
      .filter(([action, other]) => codes[action] !== undefined && codes[action] === codes[other])
      .map(
        ([action, other]): Complaint => [
          ['codes', other],
          `means ${action} already, and both count ${state}`,
        ],
      ),
  );

const hiddenByPickup = ({ pickup, pickupAny }: Codes): Complaint[] => {
  const extension = pickup && pickupAny?.startsWith(pickup) ? pickupAny.slice(pickup.length) : '';
  if (extension === NO_EXTENSION || !/^\d{2,6}$/.test(extension)) return [];
  return [
    [
      ['codes', 'pickupAny'],
      `means pickup of extension ${extension} already; after the pickup code only ${NO_EXTENSION} can be none`,
    ],
  ];
};

/**
 * A terminator that begins the return code waits `interdigitMs` for the rest of it; by then the number must not have ended by itself.
 * A tenant's own timings can bring this about too.
 */
export const hiddenByTimeout = (
  { terminator, return: back }: Codes,
  { interdigitMs, numberTimeoutMs }: Timings,
): { readonly field: 'interdigitMs'; readonly rule: string }[] =>
  back !== terminator && back.startsWith(terminator) && interdigitMs >= numberTimeoutMs
    ? [
        {
          field: 'interdigitMs',
          rule: `must be less than numberTimeoutMs (${numberTimeoutMs}), or the terminator, which waits for return, can never be reached`,
        },
      ]
    : [];

const pairs = <T>(items: readonly T[]): [T, T][] =>
  items.flatMap((item, index) => items.slice(index + 1).map((other): [T, T] => [item, other]));
