/** What fields of our own requests may be. @throws {RpcError} INVALID_ARGUMENT: the field, its value and the rule. */
import { invalidArgument, validLegId } from '@cordboard/service';

const DEFAULT_RING_MS = 30_000;
const LONGEST_RING_MS = 180_000;
const NORMAL_CLEARING = 16;
const HIGHEST_Q850 = 127;
/** What goes into one SIP message together must not exceed what Kamailio reads. */
const LONGEST_TEXT = 255;

export const present = (field: string, value: string): string => {
  if (value === '') throw invalidArgument(field, value, 'must not be empty');
  return value;
};

export const optionalLeg = (field: string, value: string): string =>
  value === '' ? value : validLegId(value, field);

const short = (field: string, value: string): string => {
  if (value.length > LONGEST_TEXT)
    throw invalidArgument(field, value, `must be at most ${LONGEST_TEXT} characters`);
  return value;
};

export const oneLine = (field: string, value: string): string => {
  if (/[\0-\x1f\x7f]/.test(value)) throw invalidArgument(field, value, 'must not contain control characters');
  return short(field, value);
};

export const optionalNumber = (field: string, value: string): string => {
  if (!/^(?:\+[1-9]\d{6,14})?$/.test(value))
    throw invalidArgument(field, value, 'must be an E.164 number or empty');
  return value;
};

/** @returns ITU-T Q.850; normal clearing where none is given. */
export const cause = (field: string, value: number): number => {
  if (value > HIGHEST_Q850) throw invalidArgument(field, value, `must be 0 to ${HIGHEST_Q850}`);
  return value || NORMAL_CLEARING;
};

export const ringTimeout = (ms: number): number => {
  if (ms > LONGEST_RING_MS)
    throw invalidArgument('ring_timeout_ms', ms, `must be at most ${LONGEST_RING_MS}`);
  return ms || DEFAULT_RING_MS;
};

export const accountName = (field: string, value: string): string => {
  if (!/^[\w.-]+@[\w.-]+$/.test(value))
    throw invalidArgument(field, value, 'must be an account, "101@demo.test"');
  return short(field, value);
};

export const sipUri = (field: string, value: string): string => {
  if (!/^sips?:[^\s<>"]+$/i.test(value)) throw invalidArgument(field, value, 'must be a SIP URI');
  return short(field, value);
};
