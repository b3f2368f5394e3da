import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Stack, startStack } from '@cordboard/local';

import { expectNoRenegotiation } from '../src/expect.ts';
import { Lab } from '../src/lab.ts';
import { Leftovers } from '../src/leftovers.ts';
import { root, testSite } from '../src/test-site.ts';

const startWithinMs = 60_000;

let running: Running | undefined;

interface Running {
  stack: Stack;
  lab: Lab;
  leftovers: Leftovers;
  dir: string;
}

before('start the stack', async function () {
  this.timeout(startWithinMs);
  const dir = await mkdtemp(path.join(tmpdir(), 'e2e-'));
  const stack = await startStack(testSite);
  const [lab, leftovers] = await Promise.all([
    Lab.open({ audioDir: path.join(root, 'audio'), dir }),
    Leftovers.open(stack),
  ]);
  running = { stack, lab, leftovers, dir };
});

after('stop the stack', async function () {
  this.timeout(startWithinMs);
  await running?.lab.close();
  await running?.leftovers.close();
  await running?.stack.stop();
});

/** What a scenario must say beforehand. */
export interface ScenarioOptions {
  /** A phone renegotiates in it (a hold); in every other scenario nobody may. */
  renegotiates?: boolean;
}

/** A scene of a test. */
export type Play = (lab: Lab, stack: Stack, leftovers: Leftovers) => Promise<void>;

/**
 * A test with phones. When it has been played, all phones are stopped; then nobody may have been re-INVITEd, and
 * nothing may be left of any call. A failure tells what every phone did and heard, and where the SIP is written down.
 */
export const scenario = (title: string, play: Play, options: ScenarioOptions = {}): void => {
  it(title, async () => {
    const { lab, leftovers } = theStack();
    const known = await leftovers.find();
    try {
      await played(title, play, lab, options);
    } finally {
      await lab.clear();
    }
    await leftovers.expectNone(known);
  });
};

/**
 * Scenarios that are played at the same time, as they wait most of it; each is a test of its own, and so is that nothing
 * is left of any. At most five of three phones, for there are sixteen tones.
 */
export const simultaneously = (
  plays: Readonly<Record<string, Play>>,
  options: ScenarioOptions = {},
): void => {
  const failures = new Map<string, unknown>();
  let left: unknown;
  before('play all at once', async () => {
    const { lab, leftovers } = theStack();
    const known = await leftovers.find();
    const playing = Object.entries(plays).map(async ([title, play]) => {
      const corner = lab.corner();
      await played(title, play, corner, options).catch((error: unknown) => failures.set(title, error));
      return corner;
    });
    const corners = await Promise.all(playing);
    await Promise.all(corners.map((corner) => corner.clear()));
    await lab.clear();
    left = await leftovers.expectNone(known).catch((error: unknown) => error);
  });
  for (const title of Object.keys(plays)) {
    it(title, () => {
      if (failures.has(title)) throw failures.get(title);
    });
  }
  it('leave nothing behind', () => {
    if (left) throw left;
  });
};

const theStack = (): Running => {
  if (!running) throw new Error('the stack does not run');
  return running;
};

const played = async (title: string, play: Play, lab: Lab, { renegotiates = false }: ScenarioOptions) => {
  const { stack, leftovers, dir } = theStack();
  const { since } = lab;
  try {
    await play(lab, stack, leftovers);
    if (!renegotiates) expectNoRenegotiation(lab.sip, since);
  } catch (error) {
    const ladder = path.join(dir, `${title.replaceAll(/\W+/g, '-')}.sip.txt`);
    await writeFile(ladder, lab.sip.ladder({ since }));
    if (error instanceof Error) error.message += `\n${lab.story()}\nSIP: ${ladder}`;
    throw error;
  }
};
