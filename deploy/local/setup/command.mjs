import { SetupFailure } from './failure.mjs';
import { showFailure } from './screen.mjs';

/** Exit status of a command that could not even begin. */
const cannotBegin = 2;

/** Runs a command's main function: its result is the exit status, a failure is told in plain words. */
export const runCommand = async (main) => {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    showFailure(error);
    process.exitCode = cannotBegin;
  }
};
