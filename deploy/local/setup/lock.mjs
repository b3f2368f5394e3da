import { createConnection, createServer } from 'node:net';

/**
 * Locks between processes, as abstract Unix sockets: taking one is atomic, the kernel gives it back
 * however its holder ends, and nothing of it is ever on disk.
 */
const address = (name) => `\0cordboard/${name}`;

/**
 * Takes the lock, or says who has it.
 *
 * @param {string} name
 * @param {() => string} describe What the holder tells others that ask for the lock, at that moment.
 * @returns {Promise<{ release(): void } | { holder: string, released: Promise<void> }>}
 */
export const takeLock = async (name, describe = () => String(process.pid)) => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.write(`${describe()}\n`);
  });
  for (;;) {
    const taken = await new Promise((resolve, reject) => {
      server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
      server.listen(address(name), () => resolve(true));
    });
    if (taken) return { release: () => server.close() };
    const other = await askHolder(name);
    if (other !== undefined) return other;
  }
};

/** Takes the lock, waiting as long as others have it; `onWait` is called with the holder's own words. */
export const waitForLock = async (name, onWait = () => {}) => {
  for (;;) {
    const lock = await takeLock(name);
    if ('release' in lock) return lock;
    onWait(lock.holder);
    await lock.released;
  }
};

/** Undefined: the lock came free in between. */
const askHolder = (name) =>
  new Promise((resolve) => {
    const socket = createConnection(address(name));
    const released = new Promise((done) => socket.once('close', () => done()));
    socket.once('error', () => resolve(undefined));
    socket.once('close', () => resolve(undefined));
    socket.once('data', (text) => resolve({ holder: String(text).trim(), released }));
  });
