import { pcmaType } from '@cordboard/test/network/g711';

/** Whose voice an RTP packet carries; `network` is what rtpengine plays itself: music, prompts, tones. */
export type Speaker = 'transferee' | 'transferor' | 'target' | 'network';
export type Party = Exclude<Speaker, 'network'>;

/**
 * Each party says one octet all the time. A packet of the same octet throughout is hers, whichever way it came, as
 * relaying and even transcoding keep it; audio files hold nothing of the kind.
 */
const octets: Readonly<Record<Party, number>> = { transferee: 0x11, transferor: 0x22, target: 0x33 };
const speakers = new Map(Object.entries(octets).map(([party, octet]) => [octet, party as Party]));

/** The audio that a party sends, one packet's worth. */
export const voiceOf = (party: Party, samples: number): Buffer => Buffer.alloc(samples, octets[party]);

/** @returns undefined for packets without audio (RFC 4733 events, comfort noise). */
export const speakerOf = (payloadType: number, payload: Uint8Array): Speaker | undefined => {
  if (payloadType !== pcmaType || payload.length === 0) return undefined;
  const first = payload[0] as number;
  const speaker = speakers.get(first);
  return speaker !== undefined && payload.every((octet) => octet === first) ? speaker : 'network';
};
