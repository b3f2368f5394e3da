/** Why a leg was never answered, in the terms that a policy is written in. */
export type FailureKind =
  | 'busy'
  | 'no-answer'
  | 'rejected'
  | 'unavailable'
  | 'unknown-number'
  | 'cancelled'
  | 'not-allowed'
  | 'error';

/** Final responses by what they mean to the caller (RFC 3261 §21); all others go by their class. */
const byStatus: Readonly<Record<number, FailureKind>> = {
  401: 'error',
  403: 'rejected',
  404: 'unknown-number',
  407: 'error',
  408: 'no-answer',
  410: 'unknown-number',
  480: 'unavailable',
  484: 'unknown-number',
  485: 'unknown-number',
  486: 'busy',
  487: 'cancelled',
  488: 'error',
  503: 'unavailable',
  504: 'unavailable',
  600: 'busy',
  603: 'rejected',
  604: 'unknown-number',
  606: 'error',
  607: 'rejected',
  608: 'rejected',
};

/**
 * Classify a final response to an INVITE.
 *
 * @param status - 300 to 699. A redirection counts as unavailable: nothing is dialled because a phone says so.
 * @see RFC 3261 §21.3–21.6, RFC 8197 (607), RFC 8688 (608)
 */
export const failureKind = (status: number): FailureKind => {
  const known = byStatus[status];
  if (known !== undefined) return known;
  if (status < 400) return 'unavailable';
  if (status < 600) return 'error';
  return 'rejected';
};
