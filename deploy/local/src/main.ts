/** The inner half of `npm start`: stack, demonstration, and then staying up until Ctrl-C. Its argument is JSON, see settings.ts. */
import { constants } from 'node:os';
import { red, step } from '@cordboard/local/screen';
import { ComponentFailed } from './component.ts';
import { demonstrate } from './demonstration.ts';
import { howToUse } from './how-to-use.ts';
import { Restarts } from './restarts.ts';
import type { Settings } from './settings.ts';
import { type Stack, startStack } from './stack.ts';

const settings: Settings = JSON.parse(process.argv[2] ?? '{}');

// Ending this process ends all: tini follows it, and the kernel ends everything else in their process namespace.
// Ctrl-C is the way to end a stack that is up, and no failure then.
let up = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(up ? 0 : 128 + constants.signals[signal]));
}

const start = async (): Promise<Stack> => {
  const restarts = new Restarts();
  const stack = await step('Stack', (tell) =>
    startStack({
      ...(settings.tenantFile !== undefined && { tenantFiles: [settings.tenantFile] }),
      onReady: (component, tookMs) => tell(`${component.padEnd(16)}${(tookMs / 1000).toFixed(2)} s`),
      onDeath: (death) => restarts.onDeath(death),
    }),
  );
  restarts.watch(stack);
  return stack;
};

try {
  const stack = await start();
  const passed = settings.demo ? await demonstrate(stack, settings) : true;
  if (settings.once) process.exit(passed ? 0 : 1);
  up = true;
  console.log(howToUse(settings));
} catch (error) {
  if (!(error instanceof ComponentFailed)) throw error;
  console.error(`\n${red('✗')} ${error.message}`);
  process.exit(1);
}
