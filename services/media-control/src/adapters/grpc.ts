import { media as contract } from '@cordboard/contracts';
import { CommandTooLarge, RtpengineClosed, RtpengineError, RtpengineTimeout } from '@cordboard/rtpengine-ng';
import { type RpcDetails, RpcError, type Service, service } from '@cordboard/service';
import type { AudioLibrary } from '../app/audio-library.ts';
import type { Announced, MediaControl } from '../app/media-control.ts';
import type { StoredRecording } from '../app/recording-store.ts';
import type { Recordings } from '../app/recordings.ts';
import type { Recording } from '../domain/catalogue.ts';
import {
  BadRequest,
  NobodyHeard,
  NoCommonCodec,
  RecordingsUnavailable,
  StoreFull,
  TooBusy,
  TooManyRecordings,
  UnknownParty,
  UnusableSdp,
} from '../domain/errors.ts';
import { type Hearing, includes, type Party, type Source } from '../domain/hearing.ts';
import { toDomain, toRecordingName } from '../domain/names.ts';
import { ProgramFailed, ProgramMissing, ProgramTooSlow } from './programs.ts';

/** Room for a recording that is too large, so that it is refused with the reason. */
export const MAX_REQUEST_BYTES = 16 * 2 ** 20;

/** What the service is made of. */
export interface Parts {
  readonly control: MediaControl;
  readonly library: AudioLibrary;
  readonly recordings: Recordings;
}

/** MediaControlService. */
export const mediaControlService = ({ control, library, recordings }: Parts): Service =>
  service(contract.MediaControlServiceService, {
    createOffer: async ({ party, isNew, resumes }) => ({
      sdp: await control.createOffer(toParty(party), { isNew, resumes }),
    }),
    acceptAnswer: async ({ party, sdp }) => {
      await control.acceptAnswer(toParty(party), toSdp(sdp));
      return {};
    },
    answerOffer: async ({ party, sdp, isNew }) => control.answerOffer(toParty(party), toSdp(sdp), isNew),
    arrange: async ({ hearings, held }) => {
      const arrangement = await toArrangement(hearings, library);
      const { announced, ending } = arrangement;
      await control.arrange(arrangement.hearings, { held: held ?? false, announced });
      const durations = (await Promise.all(ending)).map(({ durationMs }) => durationMs);
      return { durationMs: Math.max(0, ...durations) };
    },
    uploadRecording: async ({ domain, name, content }) => ({
      recording: toMessage(
        await recordings.upload(toDomain(domain), toRecordingName(name), Buffer.from(content)),
      ),
    }),
    listRecordings: async ({ domain }) => ({
      recordings: (await recordings.list(toDomain(domain))).map(toMessage),
    }),
    deleteRecording: async ({ domain, name }) => {
      await recordings.remove(toDomain(domain), toRecordingName(name));
      return {};
    },
    sendDigit: async ({ party, digit, following = '' }) => {
      if (!/^[0-9*#A-D]$/.test(digit)) throw new BadRequest('digit', digit, 'must be one of 0-9 * # A-D');
      if (!/^[0-9*#A-D]{0,16}$/.test(following))
        throw new BadRequest('following', following, 'must be up to 16 of 0-9 * # A-D');
      await control.sendDigits(toParty(party), digit + following);
      return {};
    },
    removeParty: async ({ party, isLast }) => {
      await control.removeParty(toParty(party), isLast);
      return {};
    },
    getActivity: async ({ mediaCall, tags }) => {
      const names = tags.map((tag, index) => toName(`tags[${index}]`, tag));
      return { parties: [...(await control.activity(toName('media_call', mediaCall), names))] };
    },
  });

type Code = ConstructorParameters<typeof RpcError>[0];

/** What a failure means to the caller. */
export const toRpcError = (error: unknown): RpcError | undefined => {
  const code = codeOf(error);
  if (!code || !(error instanceof Error)) return undefined;
  return new RpcError(code, error.message, detailsOf(error), { cause: error });
};

const codeOf = (error: unknown): Code | undefined => {
  if (error instanceof BadRequest || error instanceof CommandTooLarge) return 'INVALID_ARGUMENT';
  if (error instanceof UnknownParty) return 'NOT_FOUND';
  if (error instanceof NoCommonCodec || error instanceof UnusableSdp || error instanceof NobodyHeard)
    return 'FAILED_PRECONDITION';
  if (error instanceof RtpengineTimeout || error instanceof RtpengineClosed) return 'UNAVAILABLE';
  if (error instanceof RecordingsUnavailable) return 'UNAVAILABLE';
  if (error instanceof TooManyRecordings || error instanceof StoreFull || error instanceof TooBusy)
    return 'RESOURCE_EXHAUSTED';
  if (error instanceof ProgramTooSlow) return 'DEADLINE_EXCEEDED';
  if (error instanceof RtpengineError || error instanceof ProgramFailed || error instanceof ProgramMissing)
    return 'INTERNAL';
  return undefined;
};

const detailsOf = (error: Error): RpcDetails => {
  if (error instanceof BadRequest) return { field: error.field };
  if (error instanceof UnknownParty) return { mediaCall: error.mediaCall };
  return {};
};

const notEmpty = (field: string, value: string): string => {
  if (value === '') throw new BadRequest(field, value, 'must not be empty');
  return value;
};

/** One command to rtpengine is one datagram of 65,507 bytes: an SDP and a few names go into it. */
const MAX_NAME_BYTES = 1_024;
const MAX_SDP_BYTES = 32_768;

const notTooLong = (field: string, value: string, bytes: number): string => {
  if (Buffer.byteLength(value) > bytes) throw new BadRequest(field, value, `must be at most ${bytes} bytes`);
  return value;
};

const toName = (field: string, value: string): string =>
  notTooLong(field, notEmpty(field, value), MAX_NAME_BYTES);

const toSdp = (sdp: string): string => notTooLong('sdp', notEmpty('sdp', sdp), MAX_SDP_BYTES);

const toParty = (party: contract.Party | undefined, field = 'party'): Party => ({
  mediaCall: toName(`${field}.media_call`, party?.mediaCall ?? ''),
  tag: toName(`${field}.tag`, party?.tag ?? ''),
});

/** A request as the service takes it. */
interface Arrangement {
  readonly hearings: readonly Hearing[];
  readonly announced: readonly Announced[];
  /** Audio that does not repeat. */
  readonly ending: readonly (Recording | Promise<Recording>)[];
}

const toArrangement = async (
  hearings: readonly contract.Hearing[],
  library: AudioLibrary,
): Promise<Arrangement> => {
  const parties: Party[] = [];
  for (const [index, hearing] of hearings.entries()) {
    const field = `hearings[${index}].party`;
    const party = toParty(hearing.party, field);
    if (includes(parties, party))
      throw new BadRequest(field, party.tag, 'must be a party that no other hearing names');
    parties.push(party);
  }
  const all = await Promise.all(
    hearings.map((hearing, index) => toHearing(hearing, library, `hearings[${index}]`)),
  );
  return {
    hearings: all.map(({ hearing }) => hearing),
    announced: all.flatMap(({ announced }) => announced ?? []),
    ending: all.flatMap(({ ending }) => ending ?? []),
  };
};

interface Converted {
  readonly hearing: Hearing;
  readonly announced?: Announced;
  readonly ending?: Recording | Promise<Recording>;
}

const toHearing = async (
  { party: named, source, fresh = false }: contract.Hearing,
  library: AudioLibrary,
  field: string,
): Promise<Converted> => {
  const party = toParty(named, `${field}.party`);
  if (source?.$case !== 'audio') return { hearing: { party, source: toSource(source, party, field), fresh } };
  const { repeat } = source.value;
  const { recording } = await library.find(source.value, `${field}.audio`);
  const ending = repeat ? {} : { ending: recording };
  if (recording instanceof Promise) {
    const hearing: Hearing = { party, source: { type: 'silence' }, fresh };
    return { hearing, announced: { party, recording, repeat }, ...ending };
  }
  return { hearing: { party, source: { type: 'audio', file: recording.path, repeat }, fresh }, ...ending };
};

const toSource = (
  source: Exclude<contract.Hearing['source'], { $case: 'audio' }>,
  listener: Party,
  field: string,
): Source => {
  switch (source?.$case) {
    case 'silence':
      return { type: 'silence' };
    case 'parties': {
      const parties = source.value.parties.map((party, index) =>
        toParty(party, `${field}.parties.parties[${index}]`),
      );
      if (parties.length === 0) return { type: 'silence' };
      if (includes(parties, listener)) {
        throw new BadRequest(`${field}.parties`, listener.tag, 'must not name the party that hears them');
      }
      return { type: 'parties', parties };
    }
    case undefined:
      throw new BadRequest(`${field}.source`, '', 'must be silence, audio or parties');
  }
};

const toMessage = ({ key, durationMs, uploadedAtMs }: StoredRecording): contract.Recording => {
  const [domain = '', name = ''] = key.split('/');
  return { domain, name, durationMs, uploadedAtMs };
};
