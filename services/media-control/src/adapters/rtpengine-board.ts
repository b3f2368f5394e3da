import {
  type CallStatus,
  type PartyStatus,
  type RtpengineClient,
  RtpengineError,
  RtpengineTimeout,
} from '@cordboard/rtpengine-ng';
import type { Activity, Board } from '../app/board.ts';
import type { Command } from '../domain/command.ts';
import { UnknownParty, UnusableSdp } from '../domain/errors.ts';
import type { Party } from '../domain/hearing.ts';

/** "Until something else is arranged": some 40 years of a 20 s melody. */
const FOR_EVER = 100_000_000;
/** Milliseconds of a digit that we press ourselves. */
const DIGIT_MS = 120;

/** Keep the "o=" line that the party knows, with a version that grows when the SDP changes (RFC 3264 §8). */
const SAME_ORIGIN = { fields: { replace: ['origin-full'] } };
const NEXT_VERSION = { fields: { replace: ['origin-full', 'force-increment-sdp-ver'] } };

/** What rtpengine says of SDP that it will not take the next time either. */
const UNUSABLE = /SDP/;

/** The board as rtpengine's "ng" protocol. */
export const rtpengineBoard = (rtpengine: RtpengineClient): Board => ({
  carryOut: (command) => carryOut(rtpengine, command),

  flowsOf: async (party) => {
    const { tags } = await status(rtpengine, party);
    const own = tags[party.tag];
    if (!own || isGone(own)) throw new UnknownParty(party.mediaCall, party.tag);
    const inSameCall = ({ tag }: { tag: string }): Party => ({ mediaCall: party.mediaCall, tag });
    return {
      party,
      sources: own.subscriptions.map(({ tag }) => ({
        party: inSameCall({ tag }),
        listeners: (tags[tag]?.subscribers ?? []).map(inSameCall),
      })),
    };
  },

  exists: async (party) => {
    const found = await absentAs(undefined, () => status(rtpengine, party));
    const own = found?.tags[party.tag];
    return own !== undefined && !isGone(own);
  },

  open: (party, codecs) => rtpengine.create({ ...ref(party), codecs, ...SAME_ORIGIN }),

  describe: (party, isChanged) =>
    rtpengine.create({ ...ref(party), ...(isChanged ? NEXT_VERSION : SAME_ORIGIN) }),

  // "create answer" takes an offer just as well: what counts is what the party says of itself. "publish", which is meant for
  // offers, keeps one codec only and with it either the audio or the digits.
  accept: (party, sdp, codecs) =>
    known(party, async () => {
      try {
        await rtpengine.createAnswer({
          ...ref(party),
          sdp,
          fields: { ...SAME_ORIGIN.fields, codec: { strip: ['all'], except: codecs } },
        });
      } catch (error) {
        if (error instanceof RtpengineError && UNUSABLE.test(error.reason))
          throw new UnusableSdp(error.reason, { cause: error });
        throw error;
      }
    }),

  pressFor: (source, listener, digits) =>
    known(source, async () => {
      // Without this flag, on a flow that is not transcoded, the digit would wait for the next one that is pressed.
      await rtpengine.connect({ ...between(source, listener), directional: true, flags: ['inject-DTMF'] });
      // rtpengine plays them one after the other, but "connect" makes it forget those that have not begun.
      for (const digit of digits) await rtpengine.playDtmf({ ...ref(source), digit, durationMs: DIGIT_MS });
    }),

  remove: (party) =>
    absentAs(false, async () => {
      await stopPlaying(rtpengine, party); // a removed party's player would play on
      await rtpengine.removeParty(ref(party));
      return true;
    }),

  activity: (mediaCall, tags) =>
    absentAs(undefined, async () => {
      const parties = tags.length === 0 ? partiesOf(rtpengine, mediaCall) : named(rtpengine, mediaCall, tags);
      return (await parties).map(activityOf);
    }),

  isEmpty: async (mediaCall) => {
    try {
      const left = await absentAs(undefined, () => partiesOf(rtpengine, mediaCall));
      return left?.length === 0;
    } catch (error) {
      if (!(error instanceof RtpengineTimeout)) throw error;
      return false; // rtpengine ends such a call by itself when nobody sends any more
    }
  },

  end: (mediaCall) => rtpengine.delete(mediaCall),
});

const carryOut = async (rtpengine: RtpengineClient, command: Command): Promise<void> => {
  switch (command.type) {
    case 'Play':
      await known(command.party, () =>
        rtpengine.playMedia({
          ...ref(command.party),
          file: command.file,
          times: command.repeat ? FOR_EVER : 1,
          blockEgress: true,
        }),
      );
      return;
    case 'StopPlaying':
      return known(command.party, () => stopPlaying(rtpengine, command.party));
    case 'Mute':
      await known(command.party, () =>
        Promise.all([rtpengine.blockMedia(ref(command.party)), rtpengine.blockDtmf(ref(command.party))]),
      );
      return;
    case 'Unmute':
      await known(command.party, () =>
        Promise.all([rtpengine.unblockMedia(ref(command.party)), rtpengine.unblockDtmf(ref(command.party))]),
      );
      return;
    case 'Join': {
      const [a, b] = command.parties;
      await known(a, () => rtpengine.connect({ ...between(a, b), audioPlayer: 'off' }));
      // The mixer is switched off for the second party of a command only.
      if (command.isFirstMixed)
        await known(b, () => rtpengine.connect({ ...between(b, a), audioPlayer: 'off' }));
      return;
    }
    case 'Relay':
      return known(command.source, () =>
        rtpengine.connect({ ...between(command.source, command.listener), directional: true }),
      );
    case 'Mix':
      for (const source of command.sources) {
        await known(source, () =>
          rtpengine.connect({
            ...between(source, command.listener),
            directional: true,
            audioPlayer: 'always',
          }),
        );
      }
      return;
    case 'Part':
      return unplug(rtpengine, command.parties, { bothWays: true });
    case 'Cut':
      return unplug(rtpengine, [command.source, command.listener], { bothWays: false });
  }
};

/** Parties of two names are in one call where they were joined before; where they were not, there is no cord between them. */
const unplug = async (
  rtpengine: RtpengineClient,
  [from, to]: readonly [Party, Party],
  { bothWays }: { bothWays: boolean },
): Promise<void> => {
  const disconnect = () => rtpengine.disconnect({ ...within(from, to), bothWays });
  if (from.mediaCall === to.mediaCall) await known(from, disconnect);
  else await absentAs(undefined, disconnect);
};

const stopPlaying = async (rtpengine: RtpengineClient, party: Party): Promise<void> => {
  try {
    await rtpengine.stopMedia(ref(party));
  } catch (error) {
    if (!(error instanceof RtpengineError && error.reason === 'Not currently playing media')) throw error;
  }
};

/**
 * All that are in a call. rtpengine does not answer where the call has had some sixty: those that were removed are listed too, and what does
 * not fit a datagram is not sent.
 */
const partiesOf = async (rtpengine: RtpengineClient, callId: string): Promise<PartyStatus[]> => {
  const { tags } = await rtpengine.query({ callId });
  return Object.values(tags).filter((party) => !isGone(party));
};

/** Those of the named that are in the call. */
const named = async (
  rtpengine: RtpengineClient,
  callId: string,
  wanted: readonly string[],
): Promise<PartyStatus[]> => {
  const found = new Map<string, PartyStatus>();
  for (const tag of wanted) {
    if (found.has(tag)) continue; // it came with one that hears it
    const { tags } = await rtpengine.query({ callId, tag });
    for (const party of Object.values(tags)) found.set(party.tag, party);
  }
  return [...new Set(wanted)].flatMap((tag) => found.get(tag) ?? []).filter((party) => !isGone(party));
};

const status = (rtpengine: RtpengineClient, party: Party): Promise<CallStatus> =>
  known(party, () => rtpengine.query(ref(party)));

const activityOf = ({ tag, medias }: PartyStatus): Activity => {
  const [rtp] = medias.flatMap(({ streams }) => streams);
  if (!rtp || rtp.stats.packets === 0) return { tag, silentMs: -1 };
  return { tag, silentMs: Math.max(0, Date.now() - rtp['last packet'] * 1000) };
};

/** rtpengine goes on listing a party that was removed, without ports, for as long as its call lasts. */
const isGone = ({ medias }: PartyStatus): boolean =>
  medias.every(({ streams }) => streams.every((stream) => stream['local port'] === undefined));

const ref = ({ mediaCall, tag }: Party) => ({ callId: mediaCall, tag });

const within = (from: Party, to: Party) => ({ callId: from.mediaCall, fromTag: from.tag, toTag: to.tag });

const between = (from: Party, to: Party) => ({
  ...within(from, to),
  ...(from.mediaCall !== to.mediaCall && { toCallId: to.mediaCall }),
});

/** rtpengine's ways to say that it knows no such call or party. */
const ABSENT =
  /^(Unknown call-id|Unknown to-tag call-ID|From-tag given, but no such tag exists|(From|To)-tag not found)$/i;

const known = async <T>({ mediaCall, tag }: Party, command: () => Promise<T>): Promise<T> => {
  try {
    return await command();
  } catch (error) {
    if (isAbsent(error)) throw new UnknownParty(mediaCall, tag, { cause: error });
    throw error;
  }
};

const absentAs = async <T, U>(value: U, command: () => Promise<T>): Promise<T | U> => {
  try {
    return await command();
  } catch (error) {
    if (isAbsent(error) || error instanceof UnknownParty) return value;
    throw error;
  }
};

const isAbsent = (error: unknown): boolean => error instanceof RtpengineError && ABSENT.test(error.reason);
