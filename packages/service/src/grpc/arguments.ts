/** What a field of a request may be, in every service. @throws {RpcError} INVALID_ARGUMENT: the field, its value and the rule. */
import { invalidArgument } from './invalid-argument.ts';

export const validCallId = (callId: string, field = 'call_id'): string => {
  if (!/^[0-9a-f]{16}$/.test(callId)) throw invalidArgument(field, callId, 'must be 16 hexadecimal digits');
  return callId;
};

/** The name of a leg that there is. It has grown with every call that it went into. */
export const validLegId = (legId: string, field = 'leg_id'): string => {
  if (!/^[\w-]{1,255}$/.test(legId))
    throw invalidArgument(field, legId, 'must be 1 to 255 letters, digits, "_" or "-"');
  return legId;
};

/** A name that the caller of a method chooses, and a word of a NATS subject. */
export const validName = (name: string, field: string): string => {
  if (!/^[\w-]{1,64}$/.test(name))
    throw invalidArgument(field, name, 'must be 1 to 64 letters, digits, "_" or "-"');
  return name;
};
