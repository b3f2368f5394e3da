/** `npm run bench`: sets up what is missing, then runs the benchmark in an isolation. */
import { runCommand } from './setup/command.mjs';
import { runIsolated } from './setup/isolation.mjs';
import { checkMachine } from './setup/preconditions.mjs';
import { provideRuntime } from './setup/runtime.mjs';
import { provideWorkspace } from './setup/workspace.mjs';

await runCommand(async () => {
  checkMachine();
  const runtime = await provideRuntime();
  await provideWorkspace(runtime);
  return runIsolated({
    name: `bench-${process.pid}`,
    runtime,
    command: ['node', 'bench/dist/src/main.js', ...process.argv.slice(2)],
    keepLogsOnFailure: true,
  });
});
