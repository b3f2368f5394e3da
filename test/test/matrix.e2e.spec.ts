// As long as 45 usual scenes.
import { Carrier } from '../src/carrier.ts';
import { busy, music, ringback, together } from '../src/ears/sounds.ts';
import { expectNever, expectOnly, expectTalk, longestGapMs } from '../src/expect.ts';
import type { Lab } from '../src/lab.ts';
import { type Cast, type Site, sites } from '../src/sites.ts';
import { begin, castThatTalks, consultTarget, leave, pressLast, ringTarget } from '../src/steps.ts';
import { type Play, simultaneously } from './scenario.ts';

/** A message to somebody who waits, the pause after it, and what follows. */
const afterMessageMs = 15_000;

/** One action and outcome, for every profile that has the action. */
const row = (
  title: string,
  play: (site: Site, cast: Cast, lab: Lab) => Promise<void>,
  played: readonly Site[] = sites,
): void => {
  describe(title, () => {
    const cell =
      (site: Site): Play =>
      async (lab) =>
        play(site, await castThatTalks(lab, site), lab);
    simultaneously(Object.fromEntries(played.map((site) => [site.profile, cell(site)])));
  });
};

const withBlind = sites.filter(({ blind }) => blind);
/** A recall rings for twenty seconds where the tenant says nothing else. */
const withShortRecall = sites.filter(({ profile }) => profile !== 'telecube');
const withConference = sites.filter(({ conference }) => conference);

/** From the last key of a start code to the music: `*7` of `fifth` waits for a second 7 (its `interdigitMs`), and then a switch may take its time. */
const startsWithinMs = ({ attended, blind }: Site): number =>
  blind?.startsWith(attended) ? 600 + longestGapMs : 2 * longestGapMs;

/** The transferee has heard nothing but music since the transfer started. */
const expectWaited = (site: Site, { transferee }: Cast, started: number) =>
  expectOnly(transferee, started + startsWithinMs(site), music);

describe('the matrix: attended', () => {
  row('completed by a hang-up, in private until then', async (site, cast) => {
    const { transferee, transferor, target } = cast;
    const started = await ringTarget(cast, site);
    await transferor.waitToHear(ringback);
    await target.answer();
    await expectTalk(transferor, target);
    expectWaited(site, cast, started);
    await transferor.hangUp();
    await expectTalk(transferee, target);
    expectNever(transferee, started + startsWithinMs(site), transferor.tone);
    await target.hangUp();
    await transferee.waitFor('closed');
  });

  row('number ended by its time-out', async ({ attended }, cast) => {
    const { transferee, transferor, target } = cast;
    await begin(cast, attended);
    await transferor.press('103');
    await target.waitFor('incoming', { withinMs: 6_000 });
    await target.answer();
    await expectTalk(transferor, target);
    await transferor.hangUp();
    await expectTalk(transferee, target);
  });

  row('back before a number', async ({ attended, back }, cast) => {
    await begin(cast, attended);
    const pressed = await pressLast(cast.transferor, back);
    await cast.transferor.waitToHear(cast.transferee.tone, { since: pressed });
    await cast.transferee.waitToHear(cast.transferor.tone, { since: pressed });
  });

  row('back while the target rings', async (site, cast) => {
    await ringTarget(cast, site);
    await cast.transferor.press(site.back);
    await cast.target.waitFor('closed');
    await expectTalk(cast.transferor, cast.transferee);
  });

  row('back after the answer', async (site, cast) => {
    await consultTarget(cast, site);
    await cast.transferor.press(site.back);
    await cast.target.waitFor('closed');
    await expectTalk(cast.transferor, cast.transferee);
  });

  row('the transferee hangs up while the number is entered', async ({ attended }, cast) => {
    await begin(cast, attended);
    await cast.transferor.press('10');
    await cast.transferee.hangUp();
    await cast.transferor.waitToHear(busy);
  });

  row('the transferee hangs up while the target rings', async (site, cast) => {
    await ringTarget(cast, site);
    await cast.transferee.hangUp();
    await cast.target.waitFor('closed');
    await cast.transferor.waitToHear(busy);
  });

  row('the transferee hangs up during the consultation', async (site, cast) => {
    await consultTarget(cast, site);
    await cast.transferee.hangUp();
    await cast.transferee.waitFor('closed');
    await expectTalk(cast.transferor, cast.target);
    await cast.transferor.hangUp();
    await cast.target.waitFor('closed');
  });

  row('the target hangs up during the consultation', async (site, cast) => {
    await consultTarget(cast, site);
    await cast.target.hangUp();
    await expectTalk(cast.transferor, cast.transferee, afterMessageMs);
  });
});

describe('the matrix: attended, and the target does not take it', () => {
  const explained = async (site: Site, cast: Cast, started: number, prompt: string) => {
    const { transferor, transferee } = cast;
    await transferor.waitToHear(`prompt:${site.language}/${prompt}`, { since: started, withinMs: 10_000 });
    expectWaited(site, cast, started);
    await expectTalk(transferor, transferee, afterMessageMs);
  };

  row('busy', async (site, cast) => {
    const started = await ringTarget(cast, site);
    await cast.target.reject();
    await explained(site, cast, started, 'target-busy');
  });

  row('no answer', async (site, cast) => {
    const started = await ringTarget(cast, site);
    await cast.target.waitFor('closed', { withinMs: 8_000 });
    await explained(site, cast, started, 'target-no-answer');
  });

  row('unavailable', async (site, cast) => {
    await cast.target.doNotDisturb(true);
    const started = await begin(cast, site.attended);
    await cast.transferor.press(`103${site.terminator}`);
    await explained(site, cast, started, 'target-unavailable');
  });

  row('rejected', async (site, cast, lab) => {
    await lab.carrier();
    const started = await begin(cast, site.attended);
    await cast.transferor.press(`${Carrier.refusing(603).replace('+', '00')}${site.terminator}`);
    await explained(site, cast, started, 'target-rejected');
  });

  row('an unknown number, then one that answers', async (site, cast) => {
    const { transferor, target } = cast;
    const started = await begin(cast, site.attended);
    await transferor.press(`177${site.terminator}`);
    await transferor.waitToHear(`prompt:${site.language}/try-again`, { since: started });
    await transferor.press(`103${site.terminator}`);
    await target.waitFor('incoming');
    await target.answer();
    await expectTalk(transferor, target);
    expectWaited(site, cast, started);
  });

  row('a forbidden number', async (site, cast) => {
    const { transferor, transferee } = cast;
    const started = await begin(cast, site.attended);
    await transferor.press(`221009000${site.terminator}`);
    await transferor.waitToHear(`prompt:${site.language}/try-again`, { since: started, withinMs: 8_000 });
    await transferor.press(site.back);
    await expectTalk(transferor, transferee);
  });
});

describe('the matrix: semi-attended', () => {
  row('hung up while the target rings', async (site, cast) => {
    const started = await ringTarget(cast, site);
    await cast.transferor.hangUp();
    await cast.transferor.waitFor('closed');
    expectWaited(site, cast, started);
    await cast.target.answer();
    await expectTalk(cast.transferee, cast.target);
  });

  row('hung up with the number entered', async ({ attended }, cast) => {
    await begin(cast, attended);
    await cast.transferor.press('103');
    await cast.transferor.hangUp();
    await cast.target.waitFor('incoming');
    await cast.target.answer();
    await expectTalk(cast.transferee, cast.target);
  });

  row('hung up while the target rings, and the transferee too', async (site, cast) => {
    await ringTarget(cast, site);
    await cast.transferor.hangUp();
    await cast.transferor.waitFor('closed');
    await cast.transferee.hangUp();
    await cast.target.waitFor('closed');
  });

  row(
    'hung up, the target is busy, and the transferor’s phone rings again and has the call back',
    async (site, cast) => {
      const started = await ringTarget(cast, site);
      await leave(cast.transferor);
      await cast.target.reject();
      await cast.transferor.waitFor('incoming');
      expectWaited(site, cast, started);
      await cast.transferor.answer();
      await expectTalk(cast.transferor, cast.transferee, afterMessageMs);
    },
  );

  row(
    'hung up, nobody answers, the recall neither: an apology',
    async (site, cast) => {
      const started = await ringTarget(cast, site);
      await leave(cast.transferor);
      await cast.target.waitFor('closed', { withinMs: 8_000 });
      await cast.transferor.waitFor('incoming');
      await cast.transferee.waitToHear(`prompt:${site.language}/apology`, {
        since: started,
        withinMs: 10_000,
      });
      await cast.transferor.waitFor('closed');
      await cast.transferee.waitFor('closed', { withinMs: afterMessageMs });
    },
    withShortRecall,
  );
});

describe('the matrix: blind', () => {
  const blindly = async (cast: Cast, { blind = '', terminator }: Site): Promise<number> => {
    const started = await begin(cast, blind);
    await cast.transferor.press(`103${terminator}`);
    await cast.target.waitFor('incoming');
    await cast.transferor.waitFor('closed');
    return started;
  };

  row(
    'answered',
    async (site, cast) => {
      const started = await blindly(cast, site);
      expectWaited(site, cast, started);
      await cast.target.answer();
      await expectTalk(cast.transferee, cast.target);
    },
    withBlind,
  );

  const apologised = async ({ language }: Site, { transferee }: Cast, started: number) => {
    await transferee.waitToHear(`prompt:${language}/apology`, { since: started, withinMs: 10_000 });
    await transferee.waitFor('closed', { withinMs: afterMessageMs });
  };

  row(
    'number ended by its time-out',
    async ({ blind = '' }, cast) => {
      await begin(cast, blind);
      await cast.transferor.press('103');
      await cast.target.waitFor('incoming', { withinMs: 6_000 });
      await cast.transferor.waitFor('closed');
      await cast.target.answer();
      await expectTalk(cast.transferee, cast.target);
    },
    withBlind,
  );

  row(
    'hung up with the number entered',
    async ({ blind = '' }, cast) => {
      await begin(cast, blind);
      await cast.transferor.press('103');
      await cast.transferor.hangUp();
      await cast.target.waitFor('incoming');
      await cast.target.answer();
      await expectTalk(cast.transferee, cast.target);
    },
    withBlind,
  );

  row(
    'back before a number',
    async ({ blind = '', back }, cast) => {
      await begin(cast, blind);
      await cast.transferor.press(back);
      await expectTalk(cast.transferor, cast.transferee);
    },
    withBlind,
  );

  row(
    'an unknown number, then one that answers',
    async (site, cast) => {
      const started = await begin(cast, site.blind ?? '');
      await cast.transferor.press(`177${site.terminator}`);
      await cast.transferor.waitToHear(`prompt:${site.language}/try-again`, { since: started });
      await cast.transferor.press(`103${site.terminator}`);
      await cast.target.waitFor('incoming');
      await cast.transferor.waitFor('closed');
      expectWaited(site, cast, started);
      await cast.target.answer();
      await expectTalk(cast.transferee, cast.target);
    },
    withBlind,
  );

  row(
    'busy: an apology',
    async (site, cast) => {
      const started = await blindly(cast, site);
      await cast.target.reject();
      await apologised(site, cast, started);
    },
    withBlind,
  );

  row(
    'no answer: an apology',
    async (site, cast) => {
      const started = await blindly(cast, site);
      await cast.target.waitFor('closed', { withinMs: 8_000 });
      await apologised(site, cast, started);
    },
    withBlind,
  );

  row(
    'unavailable: an apology',
    async (site, cast) => {
      await cast.target.doNotDisturb(true);
      const started = await begin(cast, site.blind ?? '');
      await cast.transferor.press(`103${site.terminator}`);
      await cast.transferor.waitFor('closed');
      await apologised(site, cast, started);
    },
    withBlind,
  );

  row(
    'the transferee hangs up while the target rings',
    async (site, cast) => {
      await blindly(cast, site);
      await cast.transferee.hangUp();
      await cast.target.waitFor('closed');
    },
    withBlind,
  );
});

describe('the matrix: conference', () => {
  const confer = async (cast: Cast, site: Site): Promise<void> => {
    await consultTarget(cast, site);
    await cast.transferor.press(site.conference ?? '');
    const { transferee, transferor, target } = cast;
    await Promise.all([
      transferee.waitToHear(together(transferor.tone, target.tone)),
      transferor.waitToHear(together(transferee.tone, target.tone)),
      target.waitToHear(together(transferee.tone, transferor.tone)),
    ]);
  };

  const orders = [
    ['transferor', 'target', 'transferee'],
    ['transferor', 'transferee', 'target'],
    ['target', 'transferor', 'transferee'],
    ['target', 'transferee', 'transferor'],
    ['transferee', 'transferor', 'target'],
    ['transferee', 'target', 'transferor'],
  ] as const;
  for (const [first, second, third] of orders) {
    row(
      `the ${first} leaves first, then the ${second}`,
      async (site, cast) => {
        await confer(cast, site);
        await cast[first].hangUp();
        await expectTalk(cast[second], cast[third]);
        await cast[second].hangUp();
        await cast[third].waitFor('closed');
      },
      withConference,
    );
  }

  row(
    'back to the transferee',
    async (site, cast) => {
      await confer(cast, site);
      await cast.transferor.press(site.back);
      await cast.target.waitFor('closed');
      await expectTalk(cast.transferor, cast.transferee);
    },
    withConference,
  );
});
