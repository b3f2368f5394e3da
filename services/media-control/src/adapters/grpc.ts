import { media as contract } from '@cordboard/contracts';
import { RtpengineClosed, RtpengineError, RtpengineTimeout } from '@cordboard/rtpengine-ng';
import { RpcError, type Service, service } from '@cordboard/service';
import type { MediaControl } from '../app/media-control.ts';
import { type Catalogue, find } from '../domain/catalogue.ts';
import { BadRequest, NobodyHeard, NoCommonCodec, UnknownParty } from '../domain/errors.ts';
import { type Hearing, includes, type Party, type Source } from '../domain/hearing.ts';

const unimplemented = async (): Promise<never> => {
  throw new RpcError('UNIMPLEMENTED', 'not yet');
};

/** MediaControlService. */
export const mediaControlService = (control: MediaControl, catalogue: Catalogue): Service =>
  service(contract.MediaControlServiceService, {
    createOffer: async ({ party, isNew }) => ({ sdp: await control.createOffer(toParty(party), isNew) }),
    acceptAnswer: async ({ party, sdp }) => {
      await control.acceptAnswer(toParty(party), sdp);
      return {};
    },
    answerOffer: async ({ party, sdp, isNew }) => control.answerOffer(toParty(party), sdp, isNew),
    arrange: async ({ hearings, held }) => {
      await control.arrange(toHearings(hearings, catalogue), held);
      return { durationMs: longest(hearings, catalogue) };
    },
    uploadRecording: unimplemented,
    listRecordings: unimplemented,
    deleteRecording: unimplemented,
    sendDigit: async ({ party, digit }) => {
      if (!/^[0-9*#A-D]$/.test(digit)) throw new BadRequest('digit', digit, 'must be one of 0-9 * # A-D');
      await control.sendDigit(toParty(party), digit);
      return {};
    },
    removeParty: async ({ party, isLast }) => {
      await control.removeParty(toParty(party), isLast);
      return {};
    },
    getActivity: async ({ mediaCall }) => ({
      parties: [...(await control.activity(notEmpty('media_call', mediaCall)))],
    }),
  });

/** What a failure means to the caller. */
export const toRpcError = (error: unknown): RpcError | undefined => {
  if (!(error instanceof Error)) return undefined;
  const options = { cause: error };
  if (error instanceof BadRequest)
    return new RpcError('INVALID_ARGUMENT', error.message, { field: error.field }, options);
  if (error instanceof UnknownParty)
    return new RpcError('NOT_FOUND', error.message, { mediaCall: error.mediaCall }, options);
  if (error instanceof NoCommonCodec) return new RpcError('FAILED_PRECONDITION', error.message, {}, options);
  if (error instanceof NobodyHeard) return new RpcError('FAILED_PRECONDITION', error.message, {}, options);
  if (error instanceof RtpengineTimeout || error instanceof RtpengineClosed)
    return new RpcError('UNAVAILABLE', error.message, {}, options);
  if (error instanceof RtpengineError) return new RpcError('INTERNAL', error.message, {}, options);
  return undefined;
};

const notEmpty = (field: string, value: string): string => {
  if (value === '') throw new BadRequest(field, value, 'must not be empty');
  return value;
};

const toParty = (party: contract.Party | undefined, field = 'party'): Party => ({
  mediaCall: notEmpty(`${field}.media_call`, party?.mediaCall ?? ''),
  tag: notEmpty(`${field}.tag`, party?.tag ?? ''),
});

const toHearings = (hearings: readonly contract.Hearing[], catalogue: Catalogue): Hearing[] =>
  hearings.reduce<Hearing[]>((all, hearing, index) => {
    const field = `hearings[${index}]`;
    const party = toParty(hearing.party, `${field}.party`);
    if (
      includes(
        all.map((each) => each.party),
        party,
      )
    ) {
      throw new BadRequest(`${field}.party`, party.tag, 'must be a party that no other hearing names');
    }
    return [
      ...all,
      { party, source: toSource(hearing, party, catalogue, field), fresh: hearing.fresh ?? false },
    ];
  }, []);

const toSource = (
  { source }: contract.Hearing,
  listener: Party,
  catalogue: Catalogue,
  field: string,
): Source => {
  switch (source?.$case) {
    case 'silence':
      return { type: 'silence' };
    case 'audio': {
      const { name, language, repeat } = source.value;
      return { type: 'audio', file: find(catalogue, name, language, `${field}.audio.name`).path, repeat };
    }
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

const longest = (hearings: readonly contract.Hearing[], catalogue: Catalogue): number =>
  Math.max(
    0,
    ...hearings.map(({ source }) =>
      source?.$case === 'audio' && !source.value.repeat
        ? find(catalogue, source.value.name, source.value.language).durationMs
        : 0,
    ),
  );
