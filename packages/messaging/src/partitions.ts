/** The partitions of calls: a callId's first hexadecimal digit. */
export const partitions: readonly string[] = [...'0123456789abcdef'];

/** A callId that is not made of hexadecimal digits (docs/events.md). */
export class BadCallId extends Error {
  readonly code = 'BAD_CALL_ID';
  override readonly name = 'BadCallId';
}

/**
 * The partition that a call belongs to.
 *
 * @throws {BadCallId} Not 16 lower-case hexadecimal digits.
 */
export const partitionOf = (callId: string): string => {
  if (!/^[0-9a-f]{16}$/.test(callId)) {
    throw new BadCallId(`a callId has 16 hexadecimal digits: ${JSON.stringify(callId)}`);
  }
  return callId.charAt(0);
};
