/** Of SDP (RFC 8866) just what a re-INVITE answered by ourselves needs. */

/** The codecs that rtpengine can speak, so that a party of one hears a party of another, and music. */
export const SPOKEN = ['PCMA', 'PCMU', 'G722', 'opus', 'GSM', 'G729'] as const;
/** The codecs that we offer to a leg of our own, the preferred one first. */
export const OFFERED = ['PCMA', 'PCMU'] as const;
/** RFC 4733. */
export const DIGITS = 'telephone-event';

/** Payload types that need no "a=rtpmap" (RFC 3551 §6). */
const STATIC: Readonly<Record<string, string>> = {
  '0': 'PCMU',
  '3': 'GSM',
  '8': 'PCMA',
  '9': 'G722',
  '18': 'G729',
};

interface Media {
  readonly kind: string;
  readonly port: number;
  readonly payloadTypes: readonly string[];
  /** The section with its "m=" line. */
  readonly lines: readonly string[];
}

/** Has the first audio stream one of these codecs? */
export const hasCodec = (sdp: string, codecs: readonly string[]): boolean => {
  const audio = firstAudio(parse(sdp).medias);
  if (!audio) return false;
  const wanted = codecs.map((codec) => codec.toLowerCase());
  return audio.payloadTypes.some((type) => wanted.includes(codecName(audio, type).toLowerCase()));
};

/** Does the offer put us on hold (RFC 3264 §8.4, its older form with a null address too)? */
export const isHold = (sdp: string): boolean => {
  const direction = directionOf(sdp);
  return direction === 'sendonly' || direction === 'inactive' || connectionOf(sdp) === '0.0.0.0';
};

/**
 * The offer with its first audio stream alone; rtpengine is asked for no other. Without ICE, which we answer without, so that none takes place
 * (RFC 8839 §4.2.5): rtpengine would wait for it.
 */
export const audioOnly = (sdp: string): string => {
  const { session, medias } = parse(sdp);
  const audio = firstAudio(medias);
  return audio ? write([...session, ...audio.lines].filter((line) => !ICE.test(line))) : sdp;
};

const ICE = /^a=(?:ice-|candidate:|remote-candidates:|end-of-candidates)/;

/**
 * Our SDP as the answer to this offer: the directions mirrored (RFC 3264 §6.1), a section for each one offered in the
 * offer's order, and those that are not the audio stream refused (§6).
 */
export const asAnswerTo = (offer: string, ours: string): string => {
  const offered = parse(offer);
  const { session, medias } = parse(ours);
  const audio = firstAudio(offered.medias);
  const answer = (firstAudio(medias)?.lines ?? []).map((line) =>
    DIRECTION.test(line) ? `a=${mirrored(directionOf(offer))}` : line,
  );
  return write([
    ...session,
    ...offered.medias.flatMap((media) => (media === audio ? answer : refused(media))),
  ]);
};

/**
 * Our SDP without what rtpengine has copied from the other party's: a carrier may not learn who that is. What remains
 * describes the media; "o=" stays as the party knows it (RFC 3264 §8), unless it names a public number, which Kamailio has
 * shown to no carrier either.
 */
export const nameless = (sdp: string): string =>
  write(
    sdp
      .split(/\r?\n/)
      .filter((line) => line !== '' && !/^[iuep]=/.test(line) && (!line.startsWith('a=') || MEDIA.test(line)))
      .map((line) => line.replace(/^s=.*/, 's=-').replace(/^o=\+?\d{6,}(?= )/, 'o=-')),
  );

/** Attributes that say nothing about people: not "ssrc", whose CNAME is often a SIP URI (RFC 5576 §6.1), nor "msid" and the like. */
const MEDIA =
  /^a=(rtpmap|fmtp|ptime|maxptime|sendrecv|sendonly|recvonly|inactive|rtcp(-mux|-rsize|-fb|-xr)?|crypto|fingerprint|setup|connection|mid|group|silenceSupp)(:|$)/;

/** Our SDP, to send and receive whatever it said before (RFC 8866 §6.7.3). */
export const sendReceive = (sdp: string): string =>
  write(sdp.split(/\r?\n/).flatMap((line) => (line === '' ? [] : line.replace(DIRECTION, 'a=sendrecv'))));

const DIRECTION = /^a=(sendrecv|sendonly|recvonly|inactive)$/;

const parse = (sdp: string): { session: string[]; medias: Media[] } => {
  const sections: string[][] = [[]];
  for (const line of sdp.split(/\r?\n/).filter((each) => each !== '')) {
    if (line.startsWith('m=')) sections.push([]);
    sections.at(-1)?.push(line);
  }
  const [session = [], ...medias] = sections;
  return { session, medias: medias.map(asMedia) };
};

const asMedia = (lines: readonly string[]): Media => {
  const [kind = '', port = '0', , ...payloadTypes] = (lines[0] ?? '').slice(2).split(' ');
  return { kind, port: Number.parseInt(port, 10), payloadTypes, lines };
};

const firstAudio = (medias: readonly Media[]): Media | undefined =>
  medias.find(({ kind, port }) => kind === 'audio' && port !== 0);

const codecName = ({ lines }: Media, payloadType: string): string => {
  const prefix = `a=rtpmap:${payloadType} `;
  const mapped = lines.find((line) => line.startsWith(prefix))?.slice(prefix.length);
  return mapped?.split('/')[0] ?? STATIC[payloadType] ?? '';
};

const directionOf = (sdp: string): string => {
  const { session, medias } = parse(sdp);
  const line = [...(firstAudio(medias)?.lines ?? []), ...session].find((each) => DIRECTION.test(each));
  return line?.slice(2) ?? 'sendrecv';
};

const connectionOf = (sdp: string): string | undefined => {
  const { session, medias } = parse(sdp);
  const line = [...(firstAudio(medias)?.lines ?? []), ...session].find((each) => each.startsWith('c='));
  return line?.split(' ')[2];
};

const mirrored = (direction: string): string =>
  direction === 'sendonly' ? 'recvonly' : direction === 'recvonly' ? 'sendonly' : direction;

const refused = ({ lines }: Media): string[] => [(lines[0] ?? '').replace(/^(m=\S+) \S+/, '$1 0')];

const write = (lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join('');
