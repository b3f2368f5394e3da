import { createHash } from 'node:crypto';
import type { Packet } from '@cordboard/test/network/packet';
import { parseRtp } from '@cordboard/test/network/rtp';
import { TELEPHONE_EVENT } from '@cordboard/test/network/telephone-event';
import { speakerOf } from '../media/speaker.ts';

/** A captured packet. */
export interface Seen extends Packet {
  /** Milliseconds since 1970, from the kernel. */
  readonly at: number;
}

/** A call in which a code was pressed. */
export interface Sample {
  readonly sipCallId: string;
  /** `address:port` of the RTP of either phone; no other sample has the same. */
  readonly transferor: string;
  readonly transferee: string;
}

/** Where the way of a digit to the music can be seen on the wire. */
export interface Sights {
  /** `host:port` */
  readonly dtmfEvents: string;
  readonly nats: string;
  readonly mediaControl: string;
  readonly rtpengine: string;
}

/** The stations between digit and music, in order. */
export const stations = [
  'rtpengine reports the digit',
  'Kamailio publishes it',
  'NATS delivers it to call-control',
  'call-control publishes the fact',
  'NATS delivers it to transfer',
  'transfer calls media-control',
  'media-control tells rtpengine',
  'the music starts',
] as const;
export type Station = (typeof stations)[number];

/** A digit and what followed, milliseconds since its first packet. Without the last station no music was seen. */
export type Switch = Partial<Record<Station, number>>;

/**
 * Follows each sample's first digit to the first packet of hold music.
 *
 * @returns One entry a sample, in the samples' order; undefined where not even the digit was seen.
 */
export const followSwitches = async (
  packets: AsyncIterable<Seen> | Iterable<Seen>,
  samples: readonly Sample[],
  sights: Sights,
): Promise<(Switch | undefined)[]> => {
  const followed = samples.map((sample) => new Follower(sample, sights));
  const byTransferor = new Map(followed.map((one) => [one.sample.transferor, one]));
  const open = new Set<Follower>();
  for await (const packet of packets) {
    const pressing = byTransferor.get(packet.from);
    if (pressing?.begins(packet)) open.add(pressing);
    for (const one of open) if (one.next(packet)) open.delete(one);
  }
  return followed.map(({ times }) => times);
};

class Follower {
  readonly sample: Sample;
  readonly #sights: Sights;
  readonly #callId: string;
  #pressedAt: number | undefined;
  times: Switch | undefined;

  constructor(sample: Sample, sights: Sights) {
    this.sample = sample;
    this.#sights = sights;
    this.#callId = createHash('md5').update(sample.sipCallId).digest('hex').slice(0, 16); // docs/events.md
  }

  /** Is it the first packet of the digit? */
  begins({ at, payload }: Seen): boolean {
    if (this.#pressedAt !== undefined || parseRtp(payload)?.payloadType !== TELEPHONE_EVENT) return false;
    this.#pressedAt = at;
    this.times = {};
    return true;
  }

  /** @returns Whether that was the music, and so the end. */
  next(packet: Seen): boolean {
    const station = this.#stationOf(packet);
    if (station === undefined || this.times === undefined) return false;
    this.times[station] ??= packet.at - (this.#pressedAt ?? 0);
    return station === 'the music starts';
  }

  #stationOf({ from, to, payload }: Seen): Station | undefined {
    const { sipCallId, transferee } = this.sample;
    if (to === transferee) {
      const rtp = parseRtp(payload);
      return rtp && speakerOf(rtp.payloadType, rtp.payload) === 'network' ? 'the music starts' : undefined;
    }
    const { dtmfEvents, nats, mediaControl, rtpengine } = this.#sights;
    switch (true) {
      case to === dtmfEvents:
        return payload.includes(sipCallId) ? 'rtpengine reports the digit' : undefined;
      case to === nats && payload.includes(`${this.#callId}.dtmf`):
        return 'Kamailio publishes it';
      case from === nats && payload.includes(`${this.#callId}.dtmf`):
        return 'NATS delivers it to call-control';
      case to === nats && payload.includes(`${this.#callId}.digit-pressed`):
        return 'call-control publishes the fact';
      case from === nats && payload.includes(`${this.#callId}.digit-pressed`):
        return 'NATS delivers it to transfer';
      case to === mediaControl:
        return payload.includes(sipCallId) ? 'transfer calls media-control' : undefined;
      case to === rtpengine:
        return payload.includes(sipCallId) ? 'media-control tells rtpengine' : undefined;
      default:
        return undefined;
    }
  }
}
