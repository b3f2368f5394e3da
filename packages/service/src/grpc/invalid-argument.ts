import { RpcError } from './rpc-error.ts';

/** Characters of a wrong value that are told: the rule comes behind it. */
const MAX_ECHO = 100;

/** A field of a request breaks a rule, "must be …". */
export const invalidArgument = (field: string, value: unknown, rule: string): RpcError =>
  new RpcError('INVALID_ARGUMENT', `${field} ${JSON.stringify(shortened(value))} ${rule}`, { field });

const shortened = (value: unknown): unknown =>
  typeof value === 'string' && value.length > MAX_ECHO ? `${value.slice(0, MAX_ECHO)}…` : value;
