import { failed, logDirectory, runIsolated } from './isolation.mjs';
import { checkMachine } from './preconditions.mjs';
import { provideRuntime } from './runtime.mjs';
import { dim } from './screen.mjs';
import { provideWorkspace } from './workspace.mjs';

/**
 * Sets up what is missing, then runs one of our programs in an isolation, with the arguments of this process.
 *
 * @param {string} kind Begins the isolation's name.
 * @param {string} program Path within the repository.
 * @returns {Promise<number>} Exit status.
 */
export const runProgram = async (kind, program) => {
  checkMachine();
  const runtime = await provideRuntime();
  await provideWorkspace(runtime);
  const name = `${kind}-${process.pid}`;
  const status = await runIsolated({
    name,
    runtime,
    command: ['node', program, ...process.argv.slice(2)],
    keepLogsOnFailure: true,
  });
  if (failed(status)) console.error(dim(`  The logs are kept in ${logDirectory(name)}`));
  return status;
};
