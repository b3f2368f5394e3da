import assert from 'node:assert/strict';
import { call as contract } from '@cordboard/contracts';
import { CallChanges } from './call-changes.ts';
import type { DialogFact } from './kamailio-facts.ts';

const callId = '2f1c000000000001';
const call = (anchored: boolean): contract.Call => ({
  callId,
  anchored,
  dialled: '103',
  origin: contract.CallOrigin.CALL_ORIGIN_UNSPECIFIED,
  legs: [],
});
const event = (fact: contract.CallEvent['fact'], anchored = true): contract.CallEvent => ({
  callId,
  atMs: 1,
  call: call(anchored),
  fact,
});
const rang = event({ $case: 'legRinging', value: { legId: 'target' } });
const digit = event(
  { $case: 'digitPressed', value: { legId: 'caller', digit: '*', undelivered: false } },
  false,
);
const ended = event({ $case: 'callEnded', value: {} }, false);
const merged = event({ $case: 'callMerged', value: { intoCallId: '00000000000000ff' } }, false);

const half = {
  tag: 't',
  uri: 'sip:101@demo.test',
  name: '',
  contact: '',
  routes: '',
  account: '',
  trunk: '',
  allow: '',
};
const fact = { at: 1, node: 'n1', callId, sipCallId: 's' };
const answered: DialogFact = {
  ...fact,
  state: 'answered',
  dialled: '103',
  sessionExpires: '',
  caller: half,
  callee: half,
};
const over: DialogFact = { ...fact, state: 'ended' };
const anchored: DialogFact = { ...fact, state: 'anchored' };

/** What a watcher is told, in words. */
const told = (changes: CallChanges, ...news: readonly (DialogFact | contract.CallEvent)[]) =>
  news
    .flatMap((each) => ('state' in each ? changes.dialog(each) : changes.event(each)))
    .map(({ change }) => (change?.$case === 'event' ? change.value.fact?.$case : change?.$case));

describe('one who watches calls is told', () => {
  it('of a plain call that begins, and ends', () => {
    assert.deepEqual(told(new CallChanges(), answered, over), ['call', 'plainCallEnded']);
  });

  it('of a call once, though it was listed and is said to be answered too', () => {
    const changes = new CallChanges();
    changes.call(call(false));
    assert.deepEqual(told(changes, answered, over), ['plainCallEnded']);
  });

  it('what happens to a plain call that is anchored, to its end', () => {
    assert.deepEqual(told(new CallChanges(), answered, anchored, rang, ended), [
      'call',
      'legRinging',
      'callEnded',
    ]);
  });

  it('of a call that was anchored from its start, before what happens to it', () => {
    assert.deepEqual(told(new CallChanges(), rang, ended), ['call', 'legRinging', 'callEnded']);
  });

  it('of a merged call that it is over', () => {
    const changes = new CallChanges();
    assert.deepEqual(told(changes, rang, merged, over), ['call', 'legRinging', 'callMerged']);
  });

  it('that a call which a program started has come to nothing before anybody rang', () => {
    const failed = event(
      {
        $case: 'legFailed',
        value: {
          legId: 'caller',
          sipStatus: 480,
          kind: contract.FailureKind.FAILURE_KIND_UNAVAILABLE,
          reason: '',
        },
      },
      false,
    );
    assert.deepEqual(told(new CallChanges(), failed, ended), ['legFailed', 'callEnded']);
  });

  it('nothing of digits in plain calls, nor of the end of what it was never told of', () => {
    assert.deepEqual(told(new CallChanges(), answered, digit), ['call']);
    assert.deepEqual(told(new CallChanges(), digit, over, ended, anchored), []);
    assert.deepEqual(told(new CallChanges(), event(undefined)), []);
  });
});
