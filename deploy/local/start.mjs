/** `npm start`: sets up what is missing, then runs the stack and its demonstration in an isolation. */
import { basename, dirname } from 'node:path';
import { runCommand } from './setup/command.mjs';
import { failed, logDirectory, runIsolated } from './setup/isolation.mjs';
import { parseStart } from './setup/options.mjs';
import { checkMachine } from './setup/preconditions.mjs';
import { provideRuntime } from './setup/runtime.mjs';
import { bold, dim } from './setup/screen.mjs';
import { provideWorkspace } from './setup/workspace.mjs';

await runCommand(async () => {
  const options = parseStart(process.argv.slice(2));
  if ('help' in options) {
    process.stdout.write(options.help);
    return 0;
  }
  const { name, tenant, once, demo, carrier } = options;
  checkMachine();
  console.log(`\n${bold('Cordboard')}\n`);
  const runtime = await provideRuntime();
  await provideWorkspace(runtime);
  const settings = {
    name,
    once,
    demo,
    carrier,
    tenantFile: tenant && `/run/cordboard/tenant/${basename(tenant)}`,
    logDirectory: logDirectory(name),
  };
  const status = await runIsolated({
    name,
    runtime,
    command: ['node', 'deploy/local/dist/src/main.js', JSON.stringify(settings)],
    ...(tenant && { tenantDirectory: dirname(tenant) }),
    keepLogsOnFailure: true,
  });
  if (failed(status)) console.error(dim(`  The logs are kept in ${logDirectory(name)}`));
  if (status === 0 && !once) console.log(`\n  ${dim('Ended; nothing is left behind.')}`);
  return status;
});
