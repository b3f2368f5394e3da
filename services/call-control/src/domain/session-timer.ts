import type { SessionTimer } from './call.ts';

/** RFC 4028 §5: nobody may ask for less. */
export const MIN_INTERVAL_MS = 90_000;

/**
 * Read a Session-Expires value.
 *
 * @param header - "1800;refresher=uac" as in a 2xx; empty where the session has no timer.
 * @param we - our own role in the exchange that agreed on it.
 * @see RFC 4028 §4, §7.1
 */
export const sessionTimer = (header: string, we: 'uac' | 'uas'): SessionTimer | undefined => {
  const seconds = Number.parseInt(header, 10);
  if (!Number.isFinite(seconds) || seconds <= 0) return undefined;
  const refresher = /;\s*refresher\s*=\s*(ua[cs])/i.exec(header)?.[1]?.toLowerCase() ?? 'uac';
  return {
    intervalMs: Math.max(seconds * 1000, MIN_INTERVAL_MS),
    refresher: refresher === we ? 'us' : 'party',
  };
};

/** An interval that nobody may ask for; it is refused with 422 and Min-SE (RFC 4028 §5, §6). */
export const isTooSmall = (header: string): boolean => {
  const seconds = Number.parseInt(header, 10);
  return Number.isFinite(seconds) && seconds * 1000 < MIN_INTERVAL_MS;
};

/**
 * When to wake for a session: half-way where we refresh (RFC 4028 §7.2), else shortly before it would expire,
 * the moment at which the side that waits hangs up (RFC 4028 §10).
 */
export const sessionWakeAt = (session: SessionTimer, now: number): number =>
  now +
  (session.refresher === 'us'
    ? session.intervalMs / 2
    : session.intervalMs - Math.min(32_000, session.intervalMs / 3));
