import { existsSync, mkdirSync, statfsSync } from 'node:fs';
import { SetupFailure } from './failure.mjs';
import { cacheDirectory } from './paths.mjs';

/** Bytes that making a runtime needs at its peak, packages included. */
const runtimeNeedsBytes = 2.5e9;

/** @throws {SetupFailure} Not root, or not Debian. */
export const checkMachine = () => {
  if (process.getuid?.() !== 0)
    throw new SetupFailure(
      'Cordboard needs root: its phones and servers live in a network namespace of their own, which only root can make.',
      'Run the same command with sudo, or as root.',
    );
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/etc/debian_version'))
    throw new SetupFailure(
      'This machine is no Debian (there is no apt-get), and the components come from Debian packages.',
      'Use Debian 12 or newer, or a system derived from it.',
    );
};

/** @throws {SetupFailure} The file system of the cache is too full to make a runtime. */
export const checkDisk = () => {
  mkdirSync(cacheDirectory, { recursive: true });
  const { bavail, bsize } = statfsSync(cacheDirectory);
  const free = bavail * bsize;
  if (free < runtimeNeedsBytes)
    throw new SetupFailure(
      `Too little disk: ${cacheDirectory} has ${gigabytes(free)} GB free, and making the runtime needs ${gigabytes(runtimeNeedsBytes)} GB.`,
      'Free some space, or name a directory on a larger disk in the environment variable CORDBOARD_CACHE.',
    );
};

const gigabytes = (bytes) => (bytes / 1e9).toFixed(1);
