import assert from 'node:assert/strict';
import { directory as contract } from '@cordboard/contracts';
import { account, noPolicies, telecube } from '../domain/testing/samples.ts';
import { toKnownAccount } from './to-account.ts';

/** The account as the directory sends it, with these fields set. */
const known = (fields: object) => {
  const profile = { startAttended: '*', startBlind: '##', return: '**', terminator: '#' };
  const names = {
    account: '101@demo.test',
    tenant: 'demo',
    extension: '101',
    displayName: 'Anna',
    language: 'pl',
  };
  const found = toKnownAccount(contract.Account.fromJSON({ ...names, profile, ...fields }));
  assert(found);
  return found;
};

describe("the directory's account", () => {
  it('has the defaults of the contract for what is left out', () => {
    const { account: found, mobileProfile, peerDisplay } = known({});
    assert.deepEqual(found, { ...account, showsPeers: false });
    assert.equal(peerDisplay, 'none');
    const { startAttended, startBlind, return: goBack, conference } = mobileProfile;
    assert.deepEqual([startAttended, startBlind, goBack, conference], ['', '', '', '']);
  });

  it('is none without a profile', () => {
    assert.equal(toKnownAccount(contract.Account.fromJSON({ account: '101@demo.test' })), null);
  });

  it('has what the tenant has set', () => {
    const found = known({
      profile: { startAttended: '#', return: '*', conference: '#', calls: ['incoming', 'api', 'sideways'] },
      mobileProfile: { startAttended: '*#', return: '#', calls: ['incoming'] },
      peerDisplay: 'reinvite',
      transfer: {
        ringTimeoutMs: 5_000,
        maxOffNetLegs: 3,
        showsPeers: true,
        callerId: { show: 'fixed', number: '+48221000000' },
      },
    });
    assert.deepEqual(found.account.profile, {
      ...telecube,
      startAttended: '#',
      startBlind: '',
      return: '*',
      conference: '#',
      terminator: '',
      calls: ['incoming', 'api'],
    });
    assert.deepEqual([found.mobileProfile.startAttended, found.mobileProfile.calls], ['*#', ['incoming']]);
    assert.equal(found.peerDisplay, 'reinvite');
    const { ringTimeoutMs, maxOffNetLegs, showsPeers, callerId } = found.account;
    assert.deepEqual(
      { ringTimeoutMs, maxOffNetLegs, showsPeers, callerId },
      {
        ringTimeoutMs: 5_000,
        maxOffNetLegs: 3,
        showsPeers: true,
        callerId: { show: 'fixed', number: '+48221000000' },
      },
    );
  });

  it('has its policies, each with its messages', () => {
    const incoming = {
      any: { returnToTransferor: { toTransferee: { text: 'Chwileczkę' }, ifUnanswered: 'route-again' } },
      busy: { returnToTransferor: { toTransferor: { recording: 'ours' }, ringTimeoutMs: 9_000 } },
      noAnswer: { apologise: {} },
      rejected: { voicemail: { mailbox: '300', greeting: { recording: 'greeting' } } },
    };
    const { policies } = known({ transfer: { incoming } }).account;
    assert.deepEqual(policies, {
      incoming: {
        any: {
          action: 'return',
          toTransferor: null,
          toTransferee: { text: 'Chwileczkę' },
          ringTimeoutMs: 20_000,
          ifUnanswered: 'route-again',
        },
        busy: {
          action: 'return',
          toTransferor: { recording: 'ours' },
          toTransferee: null,
          ringTimeoutMs: 9_000,
          ifUnanswered: 'apologise',
        },
        noAnswer: { action: 'apologise', message: null },
        unavailable: null,
        rejected: { action: 'voicemail', mailbox: '300', greeting: { recording: 'greeting' } },
      },
      outgoing: noPolicies,
    });
  });
});
