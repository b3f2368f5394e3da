import assert from 'node:assert/strict';
import { call as contract } from '@cordboard/contracts';
import type { Delivery } from '@cordboard/messaging';
import type { CallLeg } from '../domain/call.ts';
import type { FailureCause } from '../domain/messages.ts';
import { account } from '../domain/testing/samples.ts';
import { Accounts } from './accounts.ts';
import { toInput } from './call-facts.ts';

const leg = (legId: string, fields: Partial<contract.Leg> = {}): contract.Leg => ({
  legId,
  state: contract.LegState.LEG_STATE_ANSWERED,
  party: { mediaCall: 'm', tag: legId },
  account: '',
  trunk: '',
  number: '',
  displayName: '',
  partnerLegId: '',
  forwardedFor: '',
  ...fields,
});
/** The leg as the domain sees it. */
const answered = (legId: string, name: string): CallLeg => ({
  legId,
  party: { mediaCall: 'm', tag: legId },
  number: '',
  displayName: '',
  account: name,
  partnerLegId: '',
  answered: true,
});
const call = {
  dialled: '',
  origin: contract.CallOrigin.CALL_ORIGIN_UNSPECIFIED,
  callId: '00000000000000ff',
  anchored: false,
  legs: [leg('caller'), leg('callee', { account: '101@demo.test' })],
};

/** The fact as it comes out of the stream. */
const delivered = (fact: contract.CallEvent['fact'], in_: contract.Call = call): Delivery => {
  const json = contract.CallEvent.toJSON({ callId: call.callId, atMs: 5, call: in_, fact });
  return {
    tokens: ['call', '0', call.callId, 'fact'],
    json: () => JSON.parse(JSON.stringify(json)),
  } as Delivery;
};

/** The directory is asked for nothing here but its one account. */
const accounts = new Accounts({
  getAccount: async () => ({
    account: {
      account: '101@demo.test',
      tenant: 'demo',
      extension: '101',
      displayName: account.displayName,
      language: account.language,
      profile: {
        name: 'telecube',
        startAttended: '*',
        startBlind: '##',
        return: '**',
        conference: '',
        terminator: '#',
        interdigitMs: 0,
        numberTimeoutMs: 0,
        firstDigitMs: 0,
        attempts: 0,
        pickup: '',
        pickupAny: '',
        calls: [],
      },
      peerDisplay: 'none',
      transfer: { ringTimeoutMs: 0, maxOffNetLegs: 0, showsPeers: account.showsPeers },
    },
  }),
});
const input = (fact: contract.CallEvent['fact'], in_?: contract.Call) =>
  toInput(delivered(fact, in_), accounts);

describe("call-control's facts as inputs", () => {
  const causes: readonly [contract.FailureKind, FailureCause][] = [
    [contract.FailureKind.FAILURE_KIND_BUSY, 'busy'],
    [contract.FailureKind.FAILURE_KIND_NO_ANSWER, 'no-answer'],
    [contract.FailureKind.FAILURE_KIND_REJECTED, 'rejected'],
    [contract.FailureKind.FAILURE_KIND_UNAVAILABLE, 'unavailable'],
    [contract.FailureKind.FAILURE_KIND_UNKNOWN_NUMBER, 'unknown-number'],
    [contract.FailureKind.FAILURE_KIND_CANCELLED, 'no-answer'],
    [contract.FailureKind.FAILURE_KIND_NOT_ALLOWED, 'not-allowed'],
    [contract.FailureKind.FAILURE_KIND_ERROR, 'error'],
    [contract.FailureKind.FAILURE_KIND_UNSPECIFIED, 'error'],
  ];
  for (const [kind, cause] of causes) {
    it(`take ${kind} for ${cause}`, async () => {
      const fact = { $case: 'legFailed', value: { legId: 't', sipStatus: 480, reason: '', kind } } as const;
      assert.deepEqual(await input(fact), { type: 'LegFailed', legId: 't', cause, sipStatus: 480, at: 5 });
    });
  }

  it('bring the account, with the defaults of the contract, and who is in the call', async () => {
    const found = await input({
      $case: 'digitPressed',
      value: { legId: 'callee', digit: '*', undelivered: false },
    });
    assert(found?.type === 'DigitPressed');
    const { handledAt, ...rest } = found;
    assert(Math.abs(handledAt - Date.now()) < 60_000);
    assert.deepEqual(rest, {
      type: 'DigitPressed',
      legId: 'callee',
      digit: '*',
      undelivered: false,
      account,
      call: {
        anchored: false,
        byApi: false,
        dialled: '',
        // A phone of ours goes by what the tenant calls it.
        legs: [
          answered('caller', ''),
          { ...answered('callee', '101@demo.test'), number: '101', displayName: 'Anna' },
        ],
      },
      at: 5,
    });
  });

  it('bring the account for which a mobile has answered, with the codes of mobiles', async () => {
    const mobile = { ...call, legs: [leg('callee', { forwardedFor: '101@demo.test' })] };
    const found = await input(
      { $case: 'digitPressed', value: { legId: 'callee', digit: '#', undelivered: false } },
      mobile,
    );
    assert(found?.type === 'DigitPressed');
    assert.equal(found.account?.account, '101@demo.test');
    assert.equal(found.account?.profile.startAttended, '', 'the tenant has no profile for mobiles');
  });

  it('bring a REFER with the call that it replaces', async () => {
    const replaces = { callId: '00000000000000aa', transferorLegId: 'caller', targetLegId: 'callee' };
    const refer = { legId: 'callee', referralId: '7', referTo: 'sip:103@demo.test' };
    const blind = await input({ $case: 'referReceived', value: refer });
    assert(blind?.type === 'ReferReceived');
    assert.deepEqual([blind.replaces, blind.account, blind.referTo], [null, account, 'sip:103@demo.test']);
    const attended = await input({ $case: 'referReceived', value: { ...refer, replaces } });
    assert(attended?.type === 'ReferReceived');
    assert.deepEqual(attended.replaces, replaces);
    const byCustomer = await input({ $case: 'referReceived', value: { ...refer, legId: 'caller' } });
    assert(byCustomer?.type === 'ReferReceived');
    assert.equal(byCustomer.account, null);
  });

  it('bring who has taken whose place', async () => {
    const replaced = { ...call, legs: [leg('caller'), leg('other', { account: '101@demo.test' })] };
    const value = { legId: 'callee', byLegId: 'other' };
    assert.deepEqual(await input({ $case: 'legReplaced', value }, replaced), {
      type: 'LegReplaced',
      legId: 'callee',
      by: {
        legId: 'other',
        party: { mediaCall: 'm', tag: 'other' },
        number: '101',
        displayName: 'Anna',
        account: '101@demo.test',
      },
      account,
      at: 5,
    });
  });

  it('bring the news that the call has become part of another one', async () => {
    assert.deepEqual(await input({ $case: 'callMerged', value: { intoCallId: '00000000000000aa' } }), {
      type: 'CallMerged',
      at: 5,
    });
    const joined = { fromCallId: '00000000000000aa', legIds: [] };
    assert.equal(await input({ $case: 'legsJoined', value: joined }), null);
  });

  it('stop at the key of a party that is no account of ours', async () => {
    assert.equal(
      await input({ $case: 'digitPressed', value: { legId: 'caller', digit: '*', undelivered: false } }),
      null,
    );
  });

  it('go on with such a key where it is to be sent on', async () => {
    const found = await input({
      $case: 'digitPressed',
      value: { legId: 'caller', digit: '5', undelivered: true },
    });
    assert(found?.type === 'DigitPressed');
    assert.deepEqual([found.account, found.undelivered], [null, true]);
  });

  it('stop at an answer without media', async () => {
    const dumb = { ...call, legs: [leg('target-1', { party: undefined })] };
    assert.equal(await input({ $case: 'legAnswered', value: { legId: 'target-1' } }, dumb), null);
    assert.equal(await input({ $case: 'legAnswered', value: { legId: 'unknown' } }), null);
  });

  it('stop at a fact that this version does not know', async () => {
    assert.equal(await input(undefined), null);
  });
});
