import type { RtpPhone } from './rtp-phone.ts';
import { ALL } from './stand.ts';

/** Packets that were under way at the switch are over by then. */
export const SETTLE_MS = 60;
export const LISTEN_MS = 300;

/** Each phone listens; the tones that it hears, in the order of the phones. */
export const heardBy = async (...phones: RtpPhone[]): Promise<number[][]> => {
  const [clock] = phones;
  await clock?.speak(SETTLE_MS);
  const from = await clock?.speak(LISTEN_MS);
  return phones.map((phone) => phone.hears(ALL, from ?? 0));
};

/** Both press a digit. @returns what each receives. */
export const digitsBetween = async (a: RtpPhone, b: RtpPhone): Promise<[string, string]> => {
  const from = performance.now();
  a.press('1');
  b.press('2');
  await a.speak(LISTEN_MS);
  return [a.digits(from), b.digits(from)];
};

/** Milliseconds between two packets that came one after the other. */
export const longestGap = ({ packets }: RtpPhone, from: number): number => {
  const arrivals = packets.map(({ at }) => at).filter((at) => at >= from);
  return Math.max(0, ...arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? at)));
};
