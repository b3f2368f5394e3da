import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Stack, startStack } from '@cordboard/local';
import { expectNoRenegotiation } from '../src/expect.ts';
import { Lab } from '../src/lab.ts';
import { Leftovers } from '../src/leftovers.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const startWithinMs = 60_000;

let running: { stack: Stack; lab: Lab; leftovers: Leftovers; dir: string } | undefined;

before('start the stack', async function () {
  this.timeout(startWithinMs);
  const dir = await mkdtemp(path.join(tmpdir(), 'e2e-'));
  const stack = await startStack({ tenantFiles: [path.join(root, 'test/tenant.yaml')] });
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

/**
 * A test with phones. When it has been played, all phones are stopped; then nobody may have been re-INVITEd, and
 * nothing may be left of any call. A failure tells what every phone did and heard, and where the SIP is written down.
 */
export const scenario = (
  title: string,
  play: (lab: Lab, stack: Stack) => Promise<void>,
  { renegotiates = false }: ScenarioOptions = {},
): void => {
  it(title, async () => {
    if (!running) throw new Error('the stack does not run');
    const { lab, stack, leftovers, dir } = running;
    const known = await leftovers.find();
    const { since } = lab;
    try {
      await play(lab, stack);
      if (!renegotiates) expectNoRenegotiation(lab.sip, since);
    } catch (error) {
      const ladder = path.join(dir, `${title.replaceAll(/\W+/g, '-')}.sip.txt`);
      await writeFile(ladder, lab.sip.ladder({ since }));
      if (error instanceof Error) error.message += `\n${lab.story()}\nSIP: ${ladder}`;
      throw error;
    } finally {
      await lab.clear();
    }
    await leftovers.expectNone(known);
  });
};
