import type { Pressed } from './codes.ts';
import { type Decision, type Input, nothing } from './messages.ts';
import type { State } from './state.ts';

/**
 * Let whoever hears a leg have the keys that it has pressed, one after the other. rtpengine carries RFC 4733 to him, but an INFO
 * ends at call-control (RFC 6086). In a conference nobody gets them: rtpengine plays no digits into what it mixes.
 */
export const sendOn = (legId: string, keys: string, state: State): Decision => {
  if (state.status !== 'Consulting' || keys === '') return nothing;
  const { transferor, target } = state;
  const listener = legId === transferor.legId ? target : legId === target.legId ? transferor : null;
  if (listener === null) return nothing;
  return { events: [], commands: [{ type: 'SendDigits', party: listener.party, digits: keys }] };
};

/** Keys that were held to be sent on, and are part of no code any more: all but those that are held now. */
export const freed = (before: Pressed | null, now: Pressed | null): string => {
  if (before?.sentAt === undefined) return '';
  // The last key of those that are held now has come after those before.
  return now === null ? before.keys : before.keys.slice(0, before.keys.length + 1 - now.keys.length);
};

/** Keys that are to be sent on should they stay without the rest of a code. */
export const awaited = (
  pressed: Pressed,
  { undelivered }: Extract<Input, { type: 'DigitPressed' }>,
  { status }: State,
  interdigitMs: number,
): Pressed =>
  undelivered && status === 'Consulting' && pressed.actsAt === null
    ? { ...pressed, sentAt: pressed.at + interdigitMs }
    : pressed;
