import assert from 'node:assert/strict';
import { isRpcError, type RpcCode } from '@cordboard/service';

/** For `assert.rejects`: a call was refused with this status, for a reason like that. */
export const failsWith = (code: RpcCode, message: RegExp) => (error: unknown) => {
  assert.ok(isRpcError(error, code), String(error));
  assert.match(error.message, message);
  return true;
};
