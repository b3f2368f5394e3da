import { busy, dialTone, ringback, type Sound, silence, tone, unknown } from './sounds.ts';
import type { HeardPacket } from './stream.ts';
import { callProgressHz } from './tones.ts';

/** A stretch of time in which one sound was heard. */
export interface Segment {
  sound: Sound;
  /** Milliseconds since 1970: the arrival of the first packet. */
  from: number;
  to: number;
}

const gapAfterMs = 60; // so long without a packet is silence
const blipMs = 60; // so much of an unknown sound, a click at a switch, belongs to what was before
const progress = tone(callProgressHz);
const isAbout = (ms: number, expected: number): boolean => Math.abs(ms - expected) <= 60;

/** What was heard between two times, as stretches of the same sound without holes. */
export const timeline = (packets: readonly HeardPacket[], from: number, to: number): Segment[] =>
  cadences(withoutBlips(raw(packets, from, to)), to);

const raw = (packets: readonly HeardPacket[], from: number, to: number): Segment[] => {
  const segments: Segment[] = [];
  let end = from;
  const add = (sound: Sound, start: number, stop: number) => {
    const last = segments.at(-1);
    if (last?.sound === sound) last.to = stop;
    else if (stop > start) segments.push({ sound, from: start, to: stop });
  };
  /** A packet that comes early cuts the one before it short. */
  const cutOff = (at: number) => {
    const last = segments.at(-1);
    if (last && last.from >= at) segments.pop();
    else if (last) last.to = at;
  };
  const first = firstAfter(packets, from - gapAfterMs);
  for (let i = first; i < packets.length; i++) {
    const { at, lasts, sound } = packets[i] as HeardPacket;
    if (at >= to) break;
    const isFirstEver = i === 0 || (packets[i - 1] as HeardPacket).at < from - gapAfterMs;
    if (at > end + gapAfterMs || (segments.length === 0 && isFirstEver && at > from)) add(silence, end, at);
    else cutOff(Math.max(at, from));
    const stop = Math.min(to, Math.max(end, at + lasts));
    if (stop > from) add(sound, segments.length === 0 ? from : Math.max(at, from), stop);
    end = Math.max(stop, from);
  }
  if (to > end + gapAfterMs || segments.length === 0) add(silence, end, to);
  else (segments.at(-1) as Segment).to = to;
  return segments;
};

/** Index of the first packet that arrived after this time. */
const firstAfter = (packets: readonly HeardPacket[], time: number): number => {
  let [low, high] = [0, packets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((packets[middle] as HeardPacket).at < time) low = middle + 1;
    else high = middle;
  }
  return low;
};

const withoutBlips = (segments: Segment[]): Segment[] => {
  const kept: Segment[] = [];
  for (const segment of segments) {
    const last = kept.at(-1);
    const isBlip = segment.sound === unknown && segment.to - segment.from <= blipMs;
    if (last && (isBlip || last.sound === segment.sound)) last.to = segment.to;
    else kept.push({ ...segment });
  }
  return kept;
};

/** Name bursts of call progress tone by their length, and join the pauses between them (ITU-T E.180, ETSI values). */
const cadences = (segments: Segment[], now: number): Segment[] => {
  const named = segments.map((segment) => {
    const length = segment.to - segment.from;
    if (segment.sound !== progress) return segment;
    if (length > 1_500) return { ...segment, sound: dialTone };
    if (segment.to >= now) return segment;
    if (isAbout(length, 1_000)) return { ...segment, sound: ringback };
    return isAbout(length, 500) ? { ...segment, sound: busy } : segment;
  });
  const joined: Segment[] = [];
  for (const segment of named) {
    const last = joined.at(-1);
    const length = segment.to - segment.from;
    const isPause =
      segment.sound === silence &&
      ((last?.sound === ringback && length <= 4_100) || (last?.sound === busy && length <= 600));
    if (last && (isPause || last.sound === segment.sound)) last.to = segment.to;
    else joined.push({ ...segment });
  }
  return joined;
};
