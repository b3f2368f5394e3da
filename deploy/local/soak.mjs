/** `npm run soak`: sets up what is missing, then runs random transfers, many of them in an isolation. */
import { runCommand } from './setup/command.mjs';
import { runProgram } from './setup/program.mjs';

await runCommand(() => runProgram('soak', 'test/dist/src/soak/main.js'));
