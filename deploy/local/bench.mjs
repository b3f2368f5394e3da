/** `npm run bench`: sets up what is missing, then runs the benchmark in an isolation. */
import { runCommand } from './setup/command.mjs';
import { runProgram } from './setup/program.mjs';

await runCommand(() => runProgram('bench', 'bench/dist/src/main.js'));
