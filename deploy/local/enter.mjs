/**
 * Runs any command (a shell, if none is given) in a throw-away isolation: runtime as root, repository at /cordboard.
 *
 *     node deploy/local/enter.mjs [--name NAME | --join NAME] [-- command…]
 *
 * With --join, in the isolation of a stack that is up.
 */
import { runCommand } from './setup/command.mjs';
import { joinIsolated, runIsolated } from './setup/isolation.mjs';
import { parseEnter } from './setup/options.mjs';
import { checkMachine } from './setup/preconditions.mjs';
import { provideRuntime } from './setup/runtime.mjs';

await runCommand(async () => {
  const { name, join, command } = parseEnter(process.argv.slice(2));
  checkMachine();
  if (join !== undefined) return joinIsolated(join, command);
  const runtime = await provideRuntime();
  return runIsolated({ name, runtime, command, stdin: 'inherit' });
});
