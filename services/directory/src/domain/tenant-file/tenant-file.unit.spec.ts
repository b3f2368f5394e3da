import assert from 'node:assert/strict';
import { problems } from '../compile-contents.ts';
import { everyExtension, tenantContent } from '../samples.ts';

const tenant = { ...tenantContent, ...everyExtension };
const [anna] = tenantContent.accounts;
const forwarding = (forward: object) => ({ ...tenant, accounts: [{ ...anna, forward }] });
const alone = { groups: [], numbers: [], dids: [] };

type Row = readonly [what: string, content: unknown, ...expected: string[]];

const refused = (rows: readonly Row[]): void => {
  for (const [what, content, ...expected] of rows) {
    it(`with ${what} is refused`, () =>
      assert.deepEqual(
        problems([content]),
        expected.map((problem) => `tenant.yaml: ${problem}`),
      ));
  }
};

describe('the numbers of a tenant', () => {
  it('may be of every kind', () => assert.deepEqual(problems([tenant]), []));

  const number = (given: object) => ({ ...tenant, numbers: [{ extension: '320', ...given }], dids: [] });
  const group = (members: unknown) => ({
    ...tenant,
    ...alone,
    groups: [{ extension: '300', name: 'Sales', members }],
  });
  refused([
    [
      'an extension of a group that an account has',
      { ...tenant, ...alone, groups: [{ extension: '101', name: 'Sales', members: ['102'] }] },
      'groups[0].extension = "101": must be the extension of one account, group or number only',
    ],
    [
      'an extension of a number that a group has',
      { ...tenant, dids: [], numbers: [{ extension: '300', uri: 'sip:anna@partner.example' }] },
      'numbers[0].extension = "300": must be the extension of one account, group or number only',
    ],
    [
      'an extension that hides an emergency number',
      number({ extension: '999', uri: 'sip:anna@partner.example' }),
      'numbers[0].extension = "999": 999 would hide an emergency number',
    ],
    ['nobody in a group', group([]), 'groups[0].members: must have a member'],
    [
      'a group in a group',
      group(['101', '300']),
      'groups[0].members[1] = "300": must be the extension of an account',
    ],
    ['a member twice', group(['101', '101']), 'groups[0].members[1] = "101": must be a member once only'],
    [
      'too many members',
      group(Array.from({ length: 11 }, () => '101')),
      'groups[0].members: must have at most 10 members',
    ],
    [
      'a number that stands for nothing',
      number({}),
      'numbers[0]: must stand for one thing: did, public, trunk with number, or uri',
    ],
    [
      'a number that stands for two things',
      number({ public: '+48600100201', uri: 'sip:anna@partner.example' }),
      'numbers[0]: must stand for one thing: did, public, trunk with number, or uri',
    ],
    [
      'a PBX and no number there',
      number({ trunk: 'branch' }),
      'numbers[0].number: must be given: trunk and number belong together',
    ],
    [
      'a PBX that is a carrier',
      number({ trunk: 'carrier', number: '20' }),
      'numbers[0].trunk = "carrier": is none of the trunks of kind pbx',
    ],
    [
      "a DID that is not the tenant's",
      number({ did: '+48221000101' }),
      'numbers[0].did = "+48221000101": is none of the DIDs',
    ],
    [
      'a DID of its own as a public number',
      { ...number({ public: '+48221000101' }), dids: tenantContent.dids },
      'numbers[0].public = "+48221000101": is a DID of the tenant: give it as did',
    ],
    [
      'a public number that its country does not give',
      number({ public: '+4860010020' }),
      'numbers[0].public = "+4860010020": is no number that its country gives to anybody',
    ],
    [
      'a number of three digits that is no emergency number',
      number({ public: '123' }),
      'numbers[0].public = "123": must be an E.164 or an emergency number',
    ],
    [
      'a public number and no trunk to the public network',
      { ...number({ public: '+48600100201' }), publicNumbersVia: undefined },
      'numbers[0].public = "+48600100201": needs publicNumbersVia',
    ],
    [
      'a URI that would break a request',
      number({ uri: 'sip:a@b.test\r\nX: y' }),
      'numbers[0].uri = "sip:a@b.test\\r\\nX: y": must be a SIP URI, e.g. sip:anna@partner.example',
    ],
    [
      'a mail address for a URI',
      number({ uri: 'anna@partner.example' }),
      'numbers[0].uri = "anna@partner.example": must be a SIP URI, e.g. sip:anna@partner.example',
    ],
    [
      'a circle of DIDs',
      {
        ...tenant,
        numbers: [
          { extension: '320', did: '+48221000321' },
          { extension: '321', did: '+48221000320' },
        ],
        dids: [
          { number: '+48221000320', extension: '320' },
          { number: '+48221000321', extension: '321' },
        ],
      },
      'numbers[0].did = "+48221000321": goes round in a circle and rings nobody',
      'numbers[1].did = "+48221000320": goes round in a circle and rings nobody',
    ],
  ]);
});

describe('forwarding of an account', () => {
  it('may be for all conditions but always, or for always alone', () => {
    for (const when of [['unavailable', 'no-answer', 'busy'], ['always']]) {
      assert.deepEqual(problems([{ ...forwarding({ to: '+48600100200', when }), ...alone }]), []);
    }
  });

  const forward = (given: object, changes: object = {}) => ({
    ...forwarding({ to: '+48600100200', when: ['busy'], ...given }),
    ...alone,
    ...changes,
  });
  refused([
    [
      'a number that nobody has',
      forward({ to: '+48123' }),
      'accounts[0].forward.to = "+48123": must be an E.164 number, e.g. +48221000101',
    ],
    [
      'a number that its country does not give',
      forward({ to: '+4860010020' }),
      'accounts[0].forward.to = "+4860010020": is no number that its country gives to anybody',
    ],
    [
      'a DID of the tenant',
      forward({ to: '+48221000101' }, { dids: tenantContent.dids.slice(0, 1) }),
      'accounts[0].forward.to = "+48221000101": is a DID of the tenant: the call would come back',
    ],
    [
      'no trunk to the public network',
      forward({}, { publicNumbersVia: undefined }),
      'accounts[0].forward.to = "+48600100200": needs publicNumbersVia',
    ],
    ['no condition', forward({ when: [] }), 'accounts[0].forward.when: must name a condition'],
    [
      'always and another condition',
      forward({ when: ['always', 'busy'] }),
      'accounts[0].forward.when: must have always alone: with it no other condition can ever come about',
    ],
    [
      'one mistake, of an account that a group names,',
      forward(
        { when: ['always', 'busy'] },
        { groups: [{ extension: '300', name: 'Sales', members: ['101'] }] },
      ),
      'accounts[0].forward.when: must have always alone: with it no other condition can ever come about',
    ],
    [
      'a condition that is none',
      forward({ when: ['sometimes'] }),
      'accounts[0].forward.when[0] = "sometimes": must be always, unavailable, no-answer or busy',
    ],
  ]);
});

describe('trunks, caller ID and dialling of a tenant', () => {
  refused([
    [
      'a port that is none',
      { ...tenantContent, trunks: [{ ...tenantContent.trunks[0], address: '192.0.2.1:99999' }] },
      'trunks[0].address = "192.0.2.1:99999": must be host:port, e.g. 192.0.2.1:5060',
    ],
    [
      'an address that would be compared as another one',
      { ...tenantContent, trunks: [{ ...tenantContent.trunks[0], address: '192.0.02.1:5060' }] },
      'trunks[0].address = "192.0.02.1:5060": must be host:port, e.g. 192.0.2.1:5060',
    ],
    [
      'a kind of trunk that is none',
      { ...tenantContent, trunks: [{ ...tenantContent.trunks[0], kind: 'string' }] },
      'trunks[0].kind = "string": must be carrier or pbx',
    ],
    [
      'credentials in a wrong form, which are not shown',
      { ...tenantContent, trunks: [{ ...tenantContent.trunks[0], auth: 'user:secret' }] },
      'trunks[0].auth = (hidden): must be a map of fields',
    ],
    [
      'public numbers over a PBX',
      { ...tenant, ...alone, publicNumbersVia: 'branch' },
      'publicNumbersVia = "branch": is none of the trunks of kind carrier',
    ],
    [
      'a caller ID that is fixed to nothing',
      { ...tenantContent, callerId: { show: 'fixed' } },
      'callerId.number: must be given where the caller ID is fixed',
    ],
    [
      "a caller ID that is not the tenant's",
      { ...tenantContent, callerId: { show: 'fixed', number: '+48221000999' } },
      'callerId.number = "+48221000999": is none of the DIDs',
    ],
    [
      'a caller ID of a kind that is none',
      { ...tenantContent, callerId: { show: 'anybody' } },
      'callerId.show = "anybody": must be transferor, dialled, transferee or fixed',
    ],
    [
      'a way to show the peer that is none',
      { ...tenantContent, peerDisplay: 'info' },
      'peerDisplay = "info": must be none, update or reinvite',
    ],
    [
      'a barred beginning in national form',
      { ...tenantContent, dialling: { barred: ['+4870', '70'] } },
      'dialling.barred[1] = "70": must be the beginning of an E.164 number, e.g. +4870',
    ],
    [
      'a class that is neither allowed nor not',
      { ...tenantContent, dialling: { premium: 'no' } },
      'dialling.premium = "no": must be true or false',
    ],
    [
      'less than no off-net legs',
      { ...tenantContent, dialling: { maxOffNetLegs: -1 } },
      'dialling.maxOffNetLegs = -1: must be a whole number from 0 to 10000',
    ],
  ]);
});

describe('the failure policies of a tenant', () => {
  const incoming = (policy: unknown) => ({ ...tenantContent, transfer: { incoming: { any: policy } } });

  it('may differ by direction and cause', () => {
    const transfer = {
      incoming: {
        any: {
          action: 'return',
          toTransferor: { recording: 'sorry' },
          toTransferee: { text: 'Nikt nie odbiera' },
          ifUnanswered: 'route-again',
        },
        busy: { action: 'apologise', message: { text: 'Zajęte' } },
        noAnswer: { action: 'voicemail', mailbox: '101', greeting: { recording: 'greeting' } },
        unavailable: { action: 'voicemail' },
        rejected: { action: 'apologise' },
      },
      outgoing: { any: { action: 'return', ringTimeoutMs: 5_000, ifUnanswered: 'voicemail' } },
    };
    assert.deepEqual(problems([{ ...tenantContent, transfer }]), []);
  });

  refused([
    [
      'an action that is none',
      incoming({ action: 'redial' }),
      'transfer.incoming.any.action = "redial": must be return, apologise or voicemail',
    ],
    [
      'no action',
      incoming({}),
      'transfer.incoming.any.action: must be given; must be return, apologise or voicemail',
    ],
    [
      'a field of another action',
      incoming({ action: 'apologise', mailbox: '101' }),
      'transfer.incoming.any.mailbox: there is no such field',
    ],
    [
      'a cause that is none',
      { ...tenantContent, transfer: { incoming: { bored: { action: 'apologise' } } } },
      'transfer.incoming.bored: there is no such field',
    ],
    [
      'an outgoing call routed again to where it came in',
      {
        ...tenantContent,
        transfer: { outgoing: { busy: { action: 'return', ifUnanswered: 'route-again' } } },
      },
      'transfer.outgoing.busy.ifUnanswered = "route-again": must be apologise or voicemail: an outgoing call came in nowhere',
    ],
    [
      'a mailbox of nobody',
      incoming({ action: 'voicemail', mailbox: '109' }),
      'transfer.incoming.any.mailbox = "109": no account, group or number has it',
    ],
    [
      'a message of two kinds',
      incoming({ action: 'apologise', message: { recording: 'sorry', text: 'Sorry' } }),
      'transfer.incoming.any.message: must be one of recording and text',
    ],
    [
      'a message of no kind',
      incoming({ action: 'apologise', message: {} }),
      'transfer.incoming.any.message: must be one of recording and text',
    ],
    [
      'a recording that is a path',
      incoming({ action: 'apologise', message: { recording: '../Sorry.wav' } }),
      'transfer.incoming.any.message.recording = "../Sorry.wav": must be 1 to 64 small letters, digits and hyphens',
    ],
    [
      'an empty text',
      incoming({ action: 'voicemail', greeting: { text: '' } }),
      'transfer.incoming.any.greeting.text = "": must be 1 to 500 characters in one line',
    ],
    [
      'a phone that rings for ever',
      incoming({ action: 'return', ringTimeoutMs: 600_000 }),
      'transfer.incoming.any.ringTimeoutMs = 600000: must be a whole number of milliseconds from 1000 to 180000',
    ],
  ]);
});
