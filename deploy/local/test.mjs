/** `npm test` and `npm run test:<phase>`: sets up what is missing, then runs the phases in an isolation. */
import { runCommand } from './setup/command.mjs';
import { logDirectory, runIsolated } from './setup/isolation.mjs';
import { checkMachine } from './setup/preconditions.mjs';
import { provideRuntime } from './setup/runtime.mjs';
import { provideWorkspace } from './setup/workspace.mjs';

await runCommand(async () => {
  checkMachine();
  const runtime = await provideRuntime();
  await provideWorkspace(runtime);
  const name = `test-${process.pid}`;
  return runIsolated({
    name,
    runtime,
    command: ['node', 'deploy/local/phases.mjs', ...process.argv.slice(2)],
    env: { CORDBOARD_LOGS: logDirectory(name) },
    keepLogsOnFailure: true,
  });
});
