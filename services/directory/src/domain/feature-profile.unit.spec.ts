import assert from 'node:assert/strict';
import { problems } from './compile-contents.ts';
import { profileFile } from './feature-profile.ts';
import { profileContent } from './samples.ts';

const withCodes = (codes: object) => ({ ...profileContent, codes: { ...profileContent.codes, ...codes } });

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
    [
      'a conference that nobody can get to',
      {
        ...profileContent,
        codes: { startBlind: '#', return: '*', conference: '**', terminator: '#' },
      },
      [
        'profile.yaml: codes.conference = "**": can never be reached: without startAttended there is no consultation call',
      ],
    ],
    [
      'one code for both pickups',
      withCodes({ pickup: '*8', pickupAny: '*8' }),
      [
        'profile.yaml: codes.pickupAny = "*8": means pickup already, and both count when they are dialled as a call',
      ],
    ],
    [
      'a pickup of anybody that is a pickup of an extension',
      withCodes({ pickup: '*8', pickupAny: '*8101' }),
      [
        'profile.yaml: codes.pickupAny = "*8101": means pickup of extension 101 already; after the pickup code only 112 can be none',
      ],
    ],
    [
      'a pickup that begins with a digit',
      withCodes({ pickup: '8' }),
      ['profile.yaml: codes.pickup = "8": must be * or # and up to seven more keys'],
    ],
    [
      'a terminator that waits longer for the return code than a number lasts',
      {
        ...profileContent,
        codes: { startAttended: '#', return: '**', terminator: '*' },
        timings: { interdigitMs: 3_000 },
      },
      [
        'profile.yaml: timings.interdigitMs = 3000: must be less than numberTimeoutMs (3000), or the terminator, which waits for return, can never be reached',
      ],
    ],
    [
      'no kind of call',
      { ...profileContent, calls: [] },
      ['profile.yaml: calls: must name a kind of call, or the codes would count in none'],
    ],
    [
      'a kind of call twice',
      { ...profileContent, calls: ['incoming', 'incoming'] },
      ['profile.yaml: calls[1] = "incoming": must be named once only'],
    ],
    [
      'a kind of call that is none',
      { ...profileContent, calls: ['internal'] },
      ['profile.yaml: calls[0] = "internal": must be incoming, outgoing or api'],
    ],
    [
      'no way back',
      { ...profileContent, codes: { startAttended: '*', terminator: '#' } },
      ['profile.yaml: codes.return: must be given; must be * or # and up to three more keys'],
    ],
    [
      'a code that YAML takes for a comment',
      withCodes({ startBlind: null }),
      [
        'profile.yaml: codes.startBlind: is empty (what begins with # must stand in quotes); must be * or # and up to three more keys',
      ],
    ],
    [
      'a misspelt action',
      withCodes({ startatended: '*' }),
      ['profile.yaml: codes.startatended: there is no such field'],
    ],
  ];
  for (const [what, content, expected] of rows) {
    it(`with ${what} is refused`, () => assert.deepEqual(problems([], [content]), expected));
  }

  const legal: [string, object][] = [
    ['the codes of telecube', { startAttended: '*', startBlind: '##', return: '**', terminator: '#' }],
    ['return and terminator alike, as of mobile', { startAttended: '*#', return: '#', terminator: '#' }],
    ['one code at different times, as of hash', { startAttended: '#', return: '*', conference: '#' }],
    ['a code that begins another one, which it waits for', { startAttended: '*', startBlind: '*#' }],
    ['a return code that begins the one for conference', { return: '*', conference: '*#' }],
    ['a terminator that begins the return code', { return: '#*', terminator: '#' }],
    ['112 behind the pickup code, which is no extension', { pickup: '*8', pickupAny: '*8112' }],
    ['pickup codes that differ', { pickup: '*8', pickupAny: '*9' }],
  ];
  for (const [what, codes] of legal) {
    it(`may have ${what}`, () => assert.deepEqual(problems([], [withCodes(codes)]), []));
  }

  it('counts in all calls unless it says in which', () => {
    assert.deepEqual(profileFile.parse(profileContent).calls, ['incoming', 'outgoing', 'api']);
    assert.deepEqual(profileFile.parse({ ...profileContent, calls: ['incoming'] }).calls, ['incoming']);
  });
});
