import assert from 'node:assert/strict';
import { busy, music, together } from '../ears/sounds.ts';
import { expectTalk } from '../expect.ts';
import { pressKnown } from '../known.ts';
import { type Cast, patient, type Site, sites } from '../sites.ts';
import { begin, consultTarget, leave, ringTarget } from '../steps.ts';

/** A moment of a transfer: how it comes about, and how it must go on, whatever has happened meanwhile. */
export interface Moment {
  readonly name: string;
  /** The sites that have it; absent: one of each profile. */
  readonly at?: readonly Site[];
  readonly reach: (cast: Cast, site: Site) => Promise<unknown>;
  readonly goOn: (cast: Cast, site: Site) => Promise<unknown>;
  /** A phone rings, which Kamailio would not know of any more: how it goes on where that is killed. Absent: as ever. */
  readonly goOnUnrung?: (cast: Cast, site: Site) => Promise<unknown>;
}

const withBlind = sites.filter(({ blind }) => blind);
const withConference = sites.filter(({ conference }) => conference);

/** Milliseconds that what is under way may have to wait for those who reconnect. */
const patientMs = 20_000;
const patiently = { withinMs: patientMs };

const confer = async ({ transferee, transferor, target }: Cast): Promise<void> => {
  await Promise.all([
    transferee.waitToHear(together(transferor.tone, target.tone), patiently),
    transferor.waitToHear(together(transferee.tone, target.tone), patiently),
    target.waitToHear(together(transferee.tone, transferor.tone), patiently),
  ]);
};

/** The target's phone rings, it answers, and has the transferee once the transferor has gone. */
const answerAndComplete = async ({ transferee, transferor, target }: Cast): Promise<void> => {
  await target.waitFor('incoming', patiently);
  await target.answer();
  await expectTalk(transferor, target, patientMs);
  await transferor.hangUp();
  await expectTalk(transferee, target, patientMs);
};

/** Who could not be reached any more: the transferor is told so, and has the transferee back. */
const talkAgain = ({ transferee, transferor }: Cast): Promise<void> =>
  expectTalk(transferor, transferee, patientMs);

/** His phone rings already. */
const answerAndTalk = async ({ transferee, transferor }: Cast): Promise<void> => {
  await transferor.answer();
  await expectTalk(transferor, transferee, patientMs);
};

/** Who could not be reached any more, but the transferor had gone: his phone rings. */
const recallAndTalk = async (cast: Cast): Promise<void> => {
  await cast.transferor.waitFor('incoming', patiently);
  await answerAndTalk(cast);
};

/** Nobody is left for the transferee, or nobody who wants him back: an apology, and that is all. */
const hearApology = async ({ transferee }: Cast, { language }: Site): Promise<void> => {
  await transferee.waitToHear(`prompt:${language}/apology`, patiently);
  await transferee.waitFor('closed', patiently);
};

/** The transferor hangs up while the target rings, which does not take the call; his phone rings again. */
const recallTransferor = async (cast: Cast, site: Site): Promise<void> => {
  await ringTarget(cast, site);
  await leave(cast.transferor);
  await cast.target.reject();
  await cast.transferor.waitFor('incoming', patiently);
};

/** Every moment of SPEC § 2 in which the network has something to remember. */
export const moments: readonly Moment[] = [
  {
    name: 'talking',
    reach: async () => {},
    goOn: async (cast, { attended, terminator }) => {
      await cast.transferor.press(attended);
      await cast.transferee.waitToHear(music, patiently);
      await cast.transferor.press(`103${terminator}`);
      await answerAndComplete(cast);
    },
  },
  {
    name: 'number entry',
    // Without a digit: a component may need longer to start than the time after which a number counts as ended.
    reach: (cast, { attended }) => begin(cast, attended),
    goOn: async (cast, { terminator }) => {
      await cast.transferor.press(`103${terminator}`);
      await answerAndComplete(cast);
    },
  },
  {
    name: 'a number without its end',
    reach: async (cast, { attended }) => {
      await begin(cast, attended);
      await pressKnown(cast.transferor, '103');
    },
    goOn: answerAndComplete, // when the time for another digit is over
  },
  {
    name: 'the target rings',
    reach: async (cast, site) => {
      await ringTarget(cast, site);
    },
    goOn: async ({ transferee, transferor, target }) => {
      await target.answer();
      await expectTalk(transferor, target, patientMs);
      await transferor.hangUp();
      await expectTalk(transferee, target, patientMs);
    },
    goOnUnrung: talkAgain,
  },
  {
    name: 'the target rings, and the transferor has gone',
    reach: async (cast, site) => {
      await ringTarget(cast, site);
      await leave(cast.transferor);
    },
    goOn: async ({ transferee, target }) => {
      await target.answer();
      await expectTalk(transferee, target, patientMs);
    },
    goOnUnrung: recallAndTalk,
  },
  {
    name: 'a blind target rings',
    at: withBlind,
    reach: async (cast, { blind = '', terminator }) => {
      await begin(cast, blind);
      await cast.transferor.press(`103${terminator}`);
      await cast.target.waitFor('incoming');
      await cast.transferor.waitFor('closed');
    },
    goOn: async ({ transferee, target }) => {
      await target.answer();
      await expectTalk(transferee, target, patientMs);
    },
    goOnUnrung: hearApology,
  },
  {
    name: 'consultation',
    reach: consultTarget,
    goOn: async ({ transferee, transferor, target }) => {
      await expectTalk(transferor, target, patientMs);
      await transferor.hangUp();
      await expectTalk(transferee, target, patientMs);
    },
  },
  {
    name: 'conference',
    at: withConference,
    reach: async (cast, site) => {
      await consultTarget(cast, site);
      await cast.transferor.press(site.conference ?? '');
      await confer(cast);
    },
    goOn: async (cast) => {
      await confer(cast);
      await cast.transferor.hangUp();
      await expectTalk(cast.transferee, cast.target, patientMs);
    },
  },
  {
    name: 'recall',
    reach: (cast, site) => recallTransferor(cast, site),
    goOn: answerAndTalk,
    goOnUnrung: hearApology,
  },
  {
    name: 'the failure is explained',
    reach: async (cast, site) => {
      await ringTarget(cast, site);
      await cast.target.reject();
      await cast.transferor.waitToHear(`prompt:${site.language}/target-busy`);
    },
    goOn: talkAgain,
  },
  {
    name: 'apology',
    at: withBlind,
    reach: async (cast, { blind = '', terminator, language }) => {
      await begin(cast, blind);
      await cast.transferor.press(`103${terminator}`);
      await cast.target.waitFor('incoming');
      await cast.target.reject();
      await cast.transferee.waitToHear(`prompt:${language}/apology`);
    },
    goOn: ({ transferee }) => transferee.waitFor('closed', patiently),
  },
  {
    name: 'the transferee has gone',
    reach: async (cast, { attended }) => {
      await begin(cast, attended);
      await cast.transferee.hangUp();
      await cast.transferor.waitToHear(busy);
    },
    goOn: async ({ transferor }) => {
      await transferor.hangUp();
      await transferor.waitFor('closed');
    },
  },
  {
    name: 'the transferee has gone from the consultation',
    reach: async (cast, site) => {
      await consultTarget(cast, site);
      await leave(cast.transferee);
    },
    goOn: async ({ transferor, target }) => {
      await expectTalk(transferor, target, patientMs);
      await target.hangUp();
      await transferor.waitFor('closed', patiently);
    },
  },
  {
    name: 'the call goes to where it first came in',
    at: [patient],
    reach: async (cast, site) => {
      await recallTransferor(cast, site);
      await cast.transferor.waitFor('closed', patiently); // he does not answer his recall
      cast.transferor.forgetEvents();
      await cast.transferor.waitFor('incoming', patiently);
    },
    goOn: answerAndTalk,
    goOnUnrung: hearApology,
  },
  {
    name: 'the voicemail greeting',
    at: [patient],
    reach: async (cast, site) => {
      await cast.target.doNotDisturb(true);
      await begin(cast, site.attended);
      await cast.transferor.press(`103${site.terminator}`);
      await cast.transferee.waitToHear(`prompt:${site.language}/voicemail-greeting`, patiently);
    },
    goOn: ({ transferee }) => transferee.waitFor('closed', patiently),
  },
  {
    name: 'after the transfer',
    reach: async (cast, site) => {
      await consultTarget(cast, site);
      await cast.transferor.hangUp();
      await expectTalk(cast.transferee, cast.target);
    },
    goOn: async ({ transferee, target }) => {
      await expectTalk(transferee, target, patientMs);
      await transferee.hangUp();
      await target.waitFor('closed', patiently);
      assert.equal(target.calls.length, 0);
    },
  },
];
