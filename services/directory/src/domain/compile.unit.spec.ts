import assert from 'node:assert/strict';
import { compile } from './compile.ts';
import { BadFiles, describeProblem, type Source } from './problem.ts';
import { profileContent, tenantContent } from './samples.ts';

const source = (file: string, content: unknown): Source => ({ file, content, lineOf: () => undefined });

const problems = (tenants: readonly unknown[], profiles: readonly unknown[] = [profileContent]): string[] => {
  const sources = (names: string, contents: readonly unknown[]) =>
    contents.map((content, index) => source(`${names}${index || ''}.yaml`, content));
  try {
    compile(sources('profile', profiles), sources('tenant', tenants));
    return [];
  } catch (error) {
    assert(error instanceof BadFiles);
    return error.problems.map(describeProblem);
  }
};

const anna = tenantContent.accounts[0];
const withAccount = (account: object) => ({
  ...tenantContent,
  accounts: [...tenantContent.accounts, account],
});
const withCodes = (codes: object) => ({ ...profileContent, codes: { ...profileContent.codes, ...codes } });

describe('a tenant file', () => {
  it('that is right is compiled with its defaults', () => {
    const [tenant] = compile(
      [source('profile.yaml', profileContent)],
      [source('tenant.yaml', tenantContent)],
    );
    assert(tenant);
    assert.deepEqual(tenant.profile.timings, {
      interdigitMs: 1_000,
      numberTimeoutMs: 3_000,
      firstDigitMs: 10_000,
      attempts: 3,
    });
    assert.equal(tenant.ringTimeoutMs, 30_000);
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
    const [tenant] = compile([source('profile.yaml', profileContent)], [source('tenant.yaml', content)]);
    assert.deepEqual(tenant?.profile.timings, {
      interdigitMs: 1_000,
      numberTimeoutMs: 3_000,
      firstDigitMs: 10_000,
      attempts: 5,
    });
    assert.equal(tenant?.ringTimeoutMs, 15_000);
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
      ['tenant.yaml: accounts[3].extension = "102": must be the extension of one account only'],
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
      ['tenant.yaml: accounts[3].colour = "red": there is no such field'],
    ],
    [
      'a DID that rings nobody',
      { ...tenantContent, dids: [{ number: '+48221000109', extension: '109' }] },
      ['tenant.yaml: dids[0].extension = "109": no account has it'],
    ],
    [
      'a DID in national form',
      { ...tenantContent, dids: [{ number: '221000101', extension: '101' }] },
      ['tenant.yaml: dids[0].number = "221000101": must be an E.164 number, e.g. +48221000101'],
    ],
    [
      'a trunk that is not there',
      { ...tenantContent, publicNumbersVia: 'satellite' },
      ['tenant.yaml: publicNumbersVia = "satellite": is none of the trunks'],
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
    ['nothing at all', null, ['tenant.yaml: must be a map of fields']],
  ];
  for (const [what, content, expected] of rows) {
    it(`with ${what} is refused`, () => assert.deepEqual(problems([content]), expected));
  }

  it('must not say again what another one says', () => {
    assert.deepEqual(problems([tenantContent, tenantContent]), [
      'tenant1.yaml: tenant = "demo": another file describes this tenant',
      'tenant1.yaml: domain = "demo.test": another tenant has this domain',
      'tenant1.yaml: dids[0].number = "+48221000101": another tenant has this number',
      'tenant1.yaml: dids[1].number = "+48221000102": another tenant has this number',
      'tenant1.yaml: trunks[0].name = "carrier": another tenant has a trunk of this name',
    ]);
  });
});

describe('a feature profile', () => {
  const rows: [string, unknown, string[]][] = [
    [
      'two actions on one code while talking',
      withCodes({ startBlind: '*' }),
      [
        'profile.yaml: codes.startBlind = "*": means startAttended already, and both count while talking to the transferee',
      ],
    ],
    [
      'two actions on one code in consultation',
      withCodes({ conference: '**' }),
      [
        'profile.yaml: codes.conference = "**": means return already, and both count during the consultation call',
      ],
    ],
    [
      'a code that begins with a digit',
      withCodes({ startBlind: '1#' }),
      ['profile.yaml: codes.startBlind = "1#": must be * or # and up to three more keys'],
    ],
    [
      'a terminator of two keys',
      withCodes({ terminator: '##' }),
      ['profile.yaml: codes.terminator = "##": must be * or #'],
    ],
    [
      'no way to start',
      { ...profileContent, codes: { return: '*', terminator: '#' } },
      ['profile.yaml: codes: must have startAttended or startBlind, or no transfer could ever begin'],
    ],
  ];
  for (const [what, content, expected] of rows) {
    it(`with ${what} is refused`, () => assert.deepEqual(problems([], [content]), expected));
  }

  it('may give one code several meanings at different times, as all four manuals do', () => {
    const codes = [
      { startAttended: '*', startBlind: '##', return: '**', terminator: '#' },
      { startAttended: '*#', return: '#', terminator: '#' },
      { startAttended: '**', startBlind: '#', return: '*', terminator: '#' },
      { startAttended: '#', return: '*', conference: '#', terminator: '#' },
    ];
    const profiles = codes.map((given, index) => ({ profile: `p${index}`, codes: given }));
    assert.deepEqual(problems([], profiles), []);
  });
});
