import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const directory = '/run/netns';

/** Where `ip netns exec <name>` finds the network namespace. */
export const namespacePath = (name) => `${directory}/${name}`;

/**
 * Makes an empty network namespace that `ip netns` knows by name.
 *
 * `ip netns add` is not used: it needs iproute2, and leaves a mount on /run/netns itself.
 */
export const createNamespace = (name) => {
  mkdirSync(directory, { recursive: true });
  writeFileSync(namespacePath(name), '', { flag: 'wx', mode: 0o444 });
  execFileSync('unshare', [`--net=${namespacePath(name)}`, 'true']);
};

/** @returns {boolean} Whether the name is taken, by a namespace or by what is left of one. */
export const namespaceExists = (name) => existsSync(namespacePath(name));

/** Process ids of everything that runs in the namespace, whoever started it. */
export const occupants = (name) => {
  if (!namespaceExists(name)) return [];
  const wanted = `net:[${statSync(namespacePath(name)).ino}]`;
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && networkOf(entry) === wanted)
    .map(Number);
};

/** The process that is number 1 in an isolation, by its number on the host; undefined if none runs under that name. */
export const firstProcess = (name) => occupants(name).find((pid) => /^NSpid:.*\t1$/m.test(readStatus(pid)));

/** Ends everything in the namespace at once, then removes it. Safe to call for one that is half made. */
const destroyNamespace = async (name) => {
  for (let left = occupants(name); left.length > 0; left = occupants(name)) {
    for (const pid of left) endNow(pid);
    await pause(5); // the kernel has no event for "this namespace is empty now"
  }
  if (!namespaceExists(name)) return;
  if (isMountPoint(namespacePath(name))) execFileSync('umount', ['--lazy', namespacePath(name)]);
  rmSync(namespacePath(name), { force: true });
  removeIfEmpty(directory);
};

/** Removes all that an isolation puts on the host: its processes, its namespace and, unless they are kept, its logs. */
export const removeTraces = async (name, logDirectory, keepLogs = false) => {
  await destroyNamespace(name);
  if (!keepLogs) rmSync(logDirectory, { recursive: true, force: true });
  removeIfEmpty(dirname(logDirectory));
};

/** Removes a directory if nothing is in it; a directory in use by others stays. */
const removeIfEmpty = (path) => {
  try {
    rmdirSync(path);
  } catch {
    // Not empty, a mount point, or gone already: not ours to remove.
  }
};

const networkOf = (pid) => {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return undefined; // ended since the directory was read
  }
};

const readStatus = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return ''; // ended since
  }
};

const endNow = (pid) => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
};

const isMountPoint = (path) =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .some((line) => line.split(' ')[4] === path);
