import assert from 'node:assert/strict';
import { JetStreamApiError } from '@nats-io/jetstream';
import { NoRespondersError, RequestError, TimeoutError } from '@nats-io/transport-node';
import { isBusAway } from './is-bus-away.ts';
import { StateConflict } from './store.ts';

const refusal = (code: number) => new JetStreamApiError({ code, err_code: 10008, description: 'no' });

describe('the bus', () => {
  it('is away where nobody answers, in time or at all, and where another try can help', () => {
    for (const error of [
      new TimeoutError(),
      new NoRespondersError('call.1.x'),
      new Error('jetstream is not enabled', { cause: new RequestError() }),
      new StateConflict('call', 1),
      refusal(503),
    ]) {
      assert.equal(isBusAway(error), true, error.name);
    }
  });

  it('is not away where it has refused something', () => {
    for (const error of [refusal(400), new TypeError('a bug'), undefined])
      assert.equal(isBusAway(error), false);
  });
});
