import { fileURLToPath } from 'node:url';

/** The repository's root on the host. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** Directory that keeps runtimes between runs. */
export const cacheDirectory = process.env.CORDBOARD_CACHE ?? '/var/cache/cordboard';
