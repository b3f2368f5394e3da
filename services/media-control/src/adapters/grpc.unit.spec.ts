import assert from 'node:assert/strict';
import { RtpengineClosed, RtpengineError, RtpengineTimeout } from '@cordboard/rtpengine-ng';
import { BadRequest, NobodyHeard, NoCommonCodec, UnknownParty } from '../domain/errors.ts';
import { toRpcError } from './grpc.ts';

describe('what a failure means to the caller', () => {
  for (const [error, code] of [
    [new BadRequest('digit', 'x', 'must be one of 0-9 * # A-D'), 'INVALID_ARGUMENT'],
    [new UnknownParty('call', 'A'), 'NOT_FOUND'],
    [new NoCommonCodec(['PCMA']), 'FAILED_PRECONDITION'],
    [new NobodyHeard('A'), 'FAILED_PRECONDITION'],
    [new RtpengineTimeout('ping', 2_000), 'UNAVAILABLE'],
    [new RtpengineClosed(), 'UNAVAILABLE'],
    [new RtpengineError('connect', 'tag collision'), 'INTERNAL'],
  ] as const) {
    it(`${error.name}: ${code}`, () => {
      const { code: actual, message } = toRpcError(error) ?? {};
      assert.deepEqual([actual, message], [code, error.message]);
    });
  }

  it('a mistake of ours is not dressed up', () => assert.equal(toRpcError(new TypeError('oops')), undefined));
});
