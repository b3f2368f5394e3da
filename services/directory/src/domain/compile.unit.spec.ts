import assert from 'node:assert/strict';
import { compileContents, problems } from './compile-contents.ts';
import { everyExtension, profileContent, tenantContent } from './samples.ts';

const anna = tenantContent.accounts[0];
const withAccount = (account: object) => ({
  ...tenantContent,
  accounts: [...tenantContent.accounts, account],
});

describe('a tenant file', () => {
  it('that is right is compiled with its defaults', () => {
    const [tenant] = compileContents([tenantContent]);
    assert(tenant);
    assert.deepEqual(tenant.profile.timings, {
      interdigitMs: 1_000,
      numberTimeoutMs: 3_000,
      firstDigitMs: 10_000,
      attempts: 3,
    });
    assert.deepEqual(tenant.transfer, { ringTimeoutMs: 30_000, incoming: {}, outgoing: {} });
    assert.deepEqual(tenant.callerId, { show: 'transferor' });
    assert.deepEqual(tenant.dialling, { barred: [], premium: false, international: true, maxOffNetLegs: 0 });
    assert.deepEqual([tenant.mobileProfile, tenant.accounts[0]?.peerDisplay], [undefined, 'none']);
    assert.deepEqual(
      tenant.accounts.map(({ account, extension, language }) => [account, extension, language]),
      [
        ['101@demo.test', '101', 'en'],
        ['102@demo.test', '102', 'en'],
        ['office@demo.test', '2200', 'ru'],
      ],
    );
    // echo -n 101:demo.test:demo-101 | md5sum
    assert.equal(tenant.accounts[0]?.ha1, '342ef62765d56474efb297330fb77144');
    assert(!JSON.stringify(tenant).includes('demo-101'));
  });

  it('overrides timings one by one', () => {
    const content = { ...tenantContent, timings: { attempts: 5 }, transfer: { ringTimeoutMs: 15_000 } };
    const [tenant] = compileContents([content]);
    assert.deepEqual(tenant?.profile.timings, {
      interdigitMs: 1_000,
      numberTimeoutMs: 3_000,
      firstDigitMs: 10_000,
      attempts: 5,
    });
    assert.equal(tenant?.transfer.ringTimeoutMs, 15_000);
  });

  const rows: [string, unknown, string[]][] = [
    [
      'a number without quotes',
      withAccount({ ...anna, account: 107 }),
      [
        'tenant.yaml: accounts[3].account = 107: must stand in quotes; must be small letters, digits, dots, hyphens and underscores',
      ],
    ],
    [
      'a short password, which is not shown',
      withAccount({ account: '107', name: 'G', password: 'secret' }),
      ['tenant.yaml: accounts[3].password = (hidden): must be 8 to 128 characters of ASCII'],
    ],
    [
      'a name that SIP would have to escape',
      withAccount({ account: '107', name: 'G "x"', password: 'demo-107' }),
      ['tenant.yaml: accounts[3].name = "G \\"x\\"": must be 1 to 64 characters, none of them " \\ < >'],
    ],
    [
      'an account twice',
      withAccount(anna ?? {}),
      ['tenant.yaml: accounts[3].account = "101": must be this account once only'],
    ],
    [
      'an extension twice',
      withAccount({ ...anna, account: 'anna', extension: '102' }),
      [
        'tenant.yaml: accounts[3].extension = "102": must be the extension of one account, group or number only',
      ],
    ],
    [
      'no extension and no number',
      withAccount({ ...anna, account: 'anna' }),
      ['tenant.yaml: accounts[3].extension: must be given, as the account is no number of two to six digits'],
    ],
    [
      'an extension like an emergency number',
      withAccount({ ...anna, account: '112' }),
      ['tenant.yaml: accounts[3].extension: 112 would hide an emergency number'],
    ],
    [
      'a field that does not exist',
      withAccount({ ...anna, account: '107', colour: 'red' }),
      ['tenant.yaml: accounts[3].colour: there is no such field'],
    ],
    [
      'a password in a field that does not exist, which is not shown',
      withAccount({ account: '107', pasword: 'demo-1011', name: 'G' }),
      [
        'tenant.yaml: accounts[3].password: must be given; must be 8 to 128 characters of ASCII',
        'tenant.yaml: accounts[3].pasword: there is no such field',
      ],
    ],
    [
      'a DID that rings nobody',
      { ...tenantContent, dids: [{ number: '+48221000109', extension: '109' }] },
      ['tenant.yaml: dids[0].extension = "109": no account, group or number has it'],
    ],
    [
      'a DID in national form',
      { ...tenantContent, dids: [{ number: '221000101', extension: '101' }] },
      ['tenant.yaml: dids[0].number = "221000101": must be an E.164 number, e.g. +48221000101'],
    ],
    [
      'a trunk that is not there',
      { ...tenantContent, publicNumbersVia: 'satellite' },
      ['tenant.yaml: publicNumbersVia = "satellite": is none of the trunks of kind carrier'],
    ],
    [
      'a profile that is not there',
      { ...tenantContent, profile: 'morse' },
      ['tenant.yaml: profile = "morse": must be one of telecube'],
    ],
    [
      'a country that is none',
      { ...tenantContent, country: 'XX' },
      ['tenant.yaml: country = "XX": must be an ISO 3166 country code, e.g. PL'],
    ],
    [
      'a timeout out of its range',
      { ...tenantContent, transfer: { ringTimeoutMs: 200_000 } },
      [
        'tenant.yaml: transfer.ringTimeoutMs = 200000: must be a whole number of milliseconds from 1000 to 180000',
      ],
    ],
    [
      'a tenant without accounts',
      { ...tenantContent, accounts: [], dids: [] },
      ['tenant.yaml: accounts: must have an account'],
    ],
    [
      'several mistakes',
      { ...tenantContent, domain: 'Demo', language: 'de' },
      [
        'tenant.yaml: domain = "Demo": must be a domain name in small letters',
        'tenant.yaml: language = "de": must be pl, ru or en',
      ],
    ],
    [
      'a domain that Kamailio has no room for',
      { ...tenantContent, domain: `${'d'.repeat(60)}.test` },
      [`tenant.yaml: domain = "${'d'.repeat(59)}…: must be at most 64 characters`],
    ],
    [
      'half a character in a name, which PostgreSQL would refuse',
      withAccount({ ...anna, account: '107', name: 'Anna \ud83d' }),
      ['tenant.yaml: accounts[3].name = "Anna \\ud83d": must be 1 to 64 characters, none of them " \\ < >'],
    ],
    ['nothing at all', null, ['tenant.yaml: is empty; must be a map of fields']],
  ];
  for (const [what, content, expected] of rows) {
    it(`with ${what} is refused`, () => assert.deepEqual(problems([content]), expected));
  }

  it('is not accused of a mistake in the profile that it names', () => {
    const bad = { ...profileContent, codes: { ...profileContent.codes, return: '7' } };
    const other = { ...tenantContent, tenant: 'other', domain: 'other.test', trunks: [], dids: [] };
    assert.deepEqual(problems([tenantContent, { ...other, publicNumbersVia: undefined }], [bad]), [
      'profile.yaml: codes.return = "7": must be * or # and up to three more keys',
    ]);
    assert.deepEqual(problems([tenantContent], []), [
      'tenant.yaml: profile: must be a profile, and there is none',
    ]);
  });

  it('has the same timings for phones and for mobiles', () => {
    const mobile = { profile: 'mobile', codes: { startAttended: '*#', return: '#', terminator: '#' } };
    const content = { ...tenantContent, mobileProfile: 'mobile', timings: { numberTimeoutMs: 2_000 } };
    const [tenant] = compileContents([content], [profileContent, mobile]);
    assert.equal(tenant?.profile.timings.numberTimeoutMs, 2_000);
    assert.equal(tenant?.mobileProfile?.timings.numberTimeoutMs, 2_000);
    assert.equal(tenant?.mobileProfile?.codes.startAttended, '*#');
  });

  it('must not say again what another one says', () => {
    assert.deepEqual(problems([tenantContent, tenantContent]), [
      'tenant1.yaml: tenant = "demo": another file describes this tenant',
      'tenant1.yaml: domain = "demo.test": another tenant has this domain',
      'tenant1.yaml: dids[0].number = "+48221000101": another tenant has this number',
      'tenant1.yaml: dids[1].number = "+48221000102": another tenant has this number',
      'tenant1.yaml: trunks[0].name = "carrier": another tenant has a trunk of this name',
    ]);
  });

  it('may share a carrier with another one, but no PBX: its calls are known by their address', () => {
    const other = (trunk: object) => ({
      ...tenantContent,
      tenant: 'other',
      domain: 'other.test',
      trunks: [{ name: 'other', address: '10.99.0.2:5060' }, trunk],
      publicNumbersVia: 'other',
      dids: [],
    });
    const pbx = (host: string) => ({ name: 'branch', address: `${host}:5062`, kind: 'pbx' });
    assert.deepEqual(problems([tenantContent, other(pbx('10.99.0.3'))]), []);
    assert.deepEqual(problems([tenantContent, other(pbx('10.99.0.2'))]), [
      'tenant1.yaml: trunks[1].address = "10.99.0.2:5062": must be at a host that no other trunk has',
    ]);
  });

  it('must not give a SIP URI for what is ours or goes over a trunk', () => {
    const other = { ...tenantContent, tenant: 'other', domain: 'other.test', trunks: [], dids: [] };
    const uris = [
      'sip:x@10.99.0.2:5070',
      'sip:101@demo.test',
      'sip:101@OTHER.test',
      'sip:101@10.99.0.1:5070',
    ];
    const numbers = [...uris, 'sip:101@partner.example:5070'].map((uri, index) => ({
      extension: `31${index}`,
      uri,
    }));
    assert.deepEqual(
      problems([
        { ...tenantContent, numbers },
        { ...other, publicNumbersVia: undefined },
      ]),
      uris.map(
        (uri, index) =>
          `tenant.yaml: numbers[${index}].uri = "${uri}": must lead elsewhere than to this stack or a trunk`,
      ),
    );
  });

  it('must not use mobileProfile for one that does not count in incoming calls, or is not there', () => {
    const outgoing = { ...profileContent, profile: 'out', calls: ['outgoing'] };
    const both = [profileContent, outgoing];
    assert.deepEqual(problems([{ ...tenantContent, mobileProfile: 'out' }], both), [
      'tenant.yaml: mobileProfile = "out": must count in incoming calls, as mobiles answer no others',
    ]);
    assert.deepEqual(problems([{ ...tenantContent, mobileProfile: 'mobile' }], both), [
      'tenant.yaml: mobileProfile = "mobile": must be one of telecube, out',
    ]);
  });

  it('must not have timings by which a code can never be reached', () => {
    const codes = { startAttended: '#', return: '**', terminator: '*' };
    const profile = { profile: 'telecube', codes };
    assert.deepEqual(problems([{ ...tenantContent, timings: { numberTimeoutMs: 900 } }], [profile]), [
      'tenant.yaml: timings.interdigitMs: must be less than numberTimeoutMs (900), or the terminator, which waits for return, can never be reached',
    ]);
  });
});
