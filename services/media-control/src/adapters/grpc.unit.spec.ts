import assert from 'node:assert/strict';
import { CommandTooLarge, RtpengineClosed, RtpengineError, RtpengineTimeout } from '@cordboard/rtpengine-ng';
import {
  BadRequest,
  NobodyHeard,
  NoCommonCodec,
  RecordingsUnavailable,
  StoreFull,
  TooBusy,
  TooManyRecordings,
  UnknownParty,
} from '../domain/errors.ts';
import { toRpcError } from './grpc.ts';
import { ProgramFailed, ProgramMissing, ProgramTooSlow } from './programs.ts';

describe('what a failure means to the caller', () => {
  for (const [error, code] of [
    [new BadRequest('digit', 'x', 'must be one of 0-9 * # A-D'), 'INVALID_ARGUMENT'],
    [new CommandTooLarge('connect', 70_000), 'INVALID_ARGUMENT'],
    [new UnknownParty('call', 'A'), 'NOT_FOUND'],
    [new NoCommonCodec(['PCMA']), 'FAILED_PRECONDITION'],
    [new NobodyHeard('A'), 'FAILED_PRECONDITION'],
    [new RtpengineTimeout('ping', 2_000), 'UNAVAILABLE'],
    [new RtpengineClosed(), 'UNAVAILABLE'],
    [new RtpengineError('connect', 'tag collision'), 'INTERNAL'],
    [new RecordingsUnavailable(), 'UNAVAILABLE'],
    [new TooManyRecordings('demo.test', 100), 'RESOURCE_EXHAUSTED'],
    [new StoreFull(), 'RESOURCE_EXHAUSTED'],
    [new TooBusy('texts', 18), 'RESOURCE_EXHAUSTED'],
    [new ProgramTooSlow('sox', 20_000), 'DEADLINE_EXCEEDED'],
    [new ProgramFailed('espeak-ng', 'no voice'), 'INTERNAL'],
    [new ProgramMissing('sox'), 'INTERNAL'],
  ] as const) {
    it(`${error.name}: ${code}`, () => {
      const { code: actual, message } = toRpcError(error) ?? {};
      assert.deepEqual([actual, message], [code, error.message]);
    });
  }

  it('a mistake of ours is not dressed up', () => assert.equal(toRpcError(new TypeError('oops')), undefined));
});
