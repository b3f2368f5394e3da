/** rtpengine knows no such call or party. */
export class UnknownParty extends Error {
  readonly code = 'UNKNOWN_PARTY';
  readonly mediaCall: string;
  readonly tag: string | undefined;

  constructor(mediaCall: string, tag?: string, options?: ErrorOptions) {
    super(
      tag === undefined
        ? `there is no media call "${mediaCall}"`
        : `there is no party "${tag}" in a media call "${mediaCall}"`,
      options,
    );
    this.name = 'UnknownParty';
    this.mediaCall = mediaCall;
    this.tag = tag;
  }
}

/** The SDP has no codec that we speak. */
export class NoCommonCodec extends Error {
  readonly code = 'NO_COMMON_CODEC';
  readonly spoken: readonly string[];

  constructor(spoken: readonly string[]) {
    super(`the SDP has no audio stream with one of ${spoken.join(', ')}`);
    this.name = 'NoCommonCodec';
    this.spoken = spoken;
  }
}

/** rtpengine cannot take what a party says of itself, whoever asks again. */
export class UnusableSdp extends Error {
  readonly code = 'UNUSABLE_SDP';

  /** @param reason - rtpengine's own words. */
  constructor(reason: string, options?: ErrorOptions) {
    super(`rtpengine cannot use the SDP: ${reason}`, options);
    this.name = 'UnusableSdp';
  }
}

/** A digit is to be played to a party that hears nobody who could have pressed it. */
export class NobodyHeard extends Error {
  readonly code = 'NOBODY_HEARD';
  readonly tag: string;

  constructor(tag: string) {
    super(`the party "${tag}" hears no other party, so no digit can reach it`);
    this.name = 'NobodyHeard';
    this.tag = tag;
  }
}

/** Characters of a wrong value that are told: the rule comes behind it. */
const MAX_ECHO = 500;

/** A request that cannot be meant. */
export class BadRequest extends Error {
  readonly code = 'BAD_REQUEST';
  readonly field: string;

  /** @param rule - "must be …" */
  constructor(field: string, value: string, rule: string) {
    super(`${field} is "${value.length > MAX_ECHO ? `${value.slice(0, MAX_ECHO)}…` : value}": ${rule}`);
    this.name = 'BadRequest';
    this.field = field;
  }
}

/** The tenant has as many recordings as it may. */
export class TooManyRecordings extends Error {
  readonly code = 'TOO_MANY_RECORDINGS';
  readonly domain: string;
  readonly limit: number;

  constructor(domain: string, limit: number) {
    super(`${domain} has ${limit} recordings, and may have no more; delete one first`);
    this.name = 'TooManyRecordings';
    this.domain = domain;
    this.limit = limit;
  }
}

/** The store of recordings cannot be reached. Retryable: nothing was done. */
export class RecordingsUnavailable extends Error {
  readonly code = 'RECORDINGS_UNAVAILABLE';

  constructor(options?: ErrorOptions) {
    super('the store of recordings cannot be reached', options);
    this.name = 'RecordingsUnavailable';
  }
}

/** The store of recordings has no room left. */
export class StoreFull extends Error {
  readonly code = 'STORE_FULL';

  constructor(options?: ErrorOptions) {
    super('the store of recordings is full; delete some first', options);
    this.name = 'StoreFull';
  }
}

/** So much is being converted or spoken already that more would have to wait too long. */
export class TooBusy extends Error {
  readonly code = 'TOO_BUSY';

  readonly limit: number;

  constructor(what: string, limit: number) {
    super(`${what}: ${limit} are under way or waiting; try again later`);
    this.name = 'TooBusy';
    this.limit = limit;
  }
}
