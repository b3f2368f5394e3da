import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Settings } from './settings.ts';
import type { Stack } from './stack.ts';

/** What `test/src/demo.ts` exports. It is compiled after this package, so it is loaded by its path. */
interface Demonstration {
  /** Places the demonstration calls on a running stack and writes their timeline. */
  runDemo(
    stack: Stack,
    out: NodeJS.WritableStream,
    options: { readonly carrier: boolean },
  ): Promise<{ readonly passed: boolean }>;
}

const PROGRAM = new URL('../../../../test/dist/src/demo.js', import.meta.url);

/** @returns Whether all that it checked was as it should be. */
export const demonstrate = async (stack: Stack, { carrier }: Settings): Promise<boolean> => {
  if (!existsSync(PROGRAM)) throw new Error(`${fileURLToPath(PROGRAM)} is missing: run npm run build`);
  const { runDemo }: Demonstration = await import(PROGRAM.href);
  const { passed } = await runDemo(stack, process.stdout, { carrier });
  return passed;
};
