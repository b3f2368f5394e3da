/** `npm run chaos`: sets up what is missing, then runs transfers in which a component is killed in an isolation. */
import { runCommand } from './setup/command.mjs';
import { runProgram } from './setup/program.mjs';

await runCommand(() => runProgram('chaos', 'test/dist/src/chaos/main.js'));
