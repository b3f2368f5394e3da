/** `npm run bench`: sets up what is missing, then runs the benchmark in an isolation. */
import { runCommand } from './setup/command.mjs';
import { failed, logDirectory, runIsolated } from './setup/isolation.mjs';
import { checkMachine } from './setup/preconditions.mjs';
import { provideRuntime } from './setup/runtime.mjs';
import { dim } from './setup/screen.mjs';
import { provideWorkspace } from './setup/workspace.mjs';

await runCommand(async () => {
  checkMachine();
  const runtime = await provideRuntime();
  await provideWorkspace(runtime);
  const name = `bench-${process.pid}`;
  const status = await runIsolated({
    name,
    runtime,
    command: ['node', 'bench/dist/src/main.js', ...process.argv.slice(2)],
    keepLogsOnFailure: true,
  });
  if (failed(status)) console.error(dim(`  The logs are kept in ${logDirectory(name)}`));
  return status;
});
