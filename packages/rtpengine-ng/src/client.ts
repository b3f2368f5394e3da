import type { DecodedDict, EncodableDict } from './bencode.ts';
import type {
  CallStatus,
  Connect,
  Create,
  Disconnect,
  Extra,
  Flow,
  OfferAnswer,
  PartyRef,
  PartySdp,
  PlayDtmf,
  PlayMedia,
  Publish,
} from './messages.ts';
import { NgSocket, type NgSocketOptions } from './ng-socket.ts';

/**
 * rtpengine's control protocol "ng". Every method throws RtpengineTimeout where no reply came, which is retryable,
 * RtpengineError where rtpengine refused, and RtpengineClosed after `close`.
 *
 * @see https://rtpengine.readthedocs.io/en/latest/ng_control_protocol.html
 */
export class RtpengineClient {
  readonly #socket: NgSocket;

  private constructor(socket: NgSocket) {
    this.#socket = socket;
  }

  /** Succeeds whether or not rtpengine is there; `ping` tells. */
  static async open(options: NgSocketOptions): Promise<RtpengineClient> {
    return new RtpengineClient(await NgSocket.open(options));
  }

  close(): Promise<void> {
    return this.#socket.close();
  }

  /** A command that this client has no method for. */
  request(command: string, fields?: EncodableDict): Promise<DecodedDict> {
    return this.#socket.request(command, fields);
  }

  async ping(): Promise<void> {
    await this.#socket.request('ping');
  }

  /** Open a party, and its call where that is new. @returns the SDP to offer to it. */
  create({ codecs, ...create }: Create): Promise<string> {
    return this.#sdp('create', {
      ...party(create),
      ...extra(create),
      codec: codecs && { offer: codecs },
    });
  }

  /** The answer to the SDP that `create` returned. */
  async createAnswer({ sdp, ...answer }: PartySdp): Promise<void> {
    await this.#socket.request('create answer', { ...party(answer), ...extra(answer), sdp });
  }

  /** Take a party's SDP as an offer to rtpengine itself. @returns the answer. */
  publish({ sdp, codecs, bidirectional, ...publish }: Publish): Promise<string> {
    const { flags = [], ...fields } = extra(publish);
    return this.#sdp('publish', {
      ...party(publish),
      ...fields,
      sdp,
      flags: bidirectional ? ['bidirectional', ...flags] : flags,
      codec: codecs && { accept: codecs },
    });
  }

  /** @returns the SDP to offer to the other side. */
  offer(offer: OfferAnswer): Promise<string> {
    return this.#sdp('offer', offerAnswer(offer));
  }

  /** The tags are those of the request, so `toTag` is the party that answers. @returns the SDP to answer with. */
  answer(answer: OfferAnswer): Promise<string> {
    return this.#sdp('answer', offerAnswer(answer));
  }

  async connect({
    callId,
    fromTag,
    toTag,
    toCallId,
    directional,
    audioPlayer,
    ...rest
  }: Connect): Promise<void> {
    const { flags = [], ...fields } = extra(rest);
    await this.#socket.request('connect', {
      'call-id': callId,
      'from-tag': fromTag,
      'to-call-id': toCallId,
      'to-tag': toTag,
      'audio-player': audioPlayer,
      ...fields,
      flags: directional ? ['directional', ...flags] : flags,
    });
  }

  /** The contrary of a directional `connect`. A flow that does not exist is no error. */
  async disconnect({ callId, fromTag, toTag, bothWays }: Disconnect): Promise<void> {
    await this.#socket.request('unsubscribe', {
      'call-id': callId,
      'from-tag': fromTag,
      'to-tag': toTag,
      flags: bothWays ? ['directional', 'bidirectional'] : ['directional'],
    });
  }

  /** Take one party out of its call and free its ports; the others stay as they are. */
  async removeParty({ callId, tag }: PartyRef): Promise<void> {
    // With neither "directional" nor a source, "unsubscribe" ends with destroying the party.
    await this.#socket.request('unsubscribe', { 'call-id': callId, 'to-tag': tag, flags: ['bidirectional'] });
  }

  /** Let nobody hear the party, or not the one named. Its digits pass. */
  async blockMedia(flow: Flow): Promise<void> {
    await this.#socket.request('block media', directional(flow));
  }

  async unblockMedia(flow: Flow): Promise<void> {
    await this.#socket.request('unblock media', directional(flow));
  }

  /** Let nobody receive the party's digits; they are still reported. */
  async blockDtmf(ref: PartyRef): Promise<void> {
    await this.#socket.request('block DTMF', directional(ref));
  }

  async unblockDtmf(ref: PartyRef): Promise<void> {
    await this.#socket.request('unblock DTMF', directional(ref));
  }

  /** Play to the party, in place of what it was being played. @returns milliseconds of one time, where known. */
  async playMedia({ file, times, blockEgress, ...ref }: PlayMedia): Promise<number | undefined> {
    const { duration } = await this.#socket.request('play media', {
      ...party(ref),
      file,
      'repeat-times': times,
      flags: blockEgress ? ['block-egress'] : undefined,
    });
    return typeof duration === 'number' ? duration : undefined;
  }

  /** @throws {RtpengineError} Nothing has ever been played to the party. */
  async stopMedia(ref: PartyRef): Promise<void> {
    await this.#socket.request('stop media', party(ref));
  }

  /** As if the party had pressed the digit: its peers hear it. */
  async playDtmf({ digit, durationMs, ...ref }: PlayDtmf): Promise<void> {
    await this.#socket.request('play DTMF', { ...party(ref), code: digit, duration: durationMs });
  }

  /**
   * What rtpengine knows of a call. Of one that has had some sixty parties, those that were removed included, there is no answer, as it
   * fits no datagram: RtpengineTimeout.
   *
   * @param tag - This party and those that it hears only; nobody where it is not there.
   */
  async query({ callId, tag }: { callId: string; tag?: string }): Promise<CallStatus> {
    const reply = await this.#socket.request('query', { 'call-id': callId, 'from-tag': tag });
    return reply as unknown as CallStatus;
  }

  /** End the call with all its parties. One that is gone already is no error. */
  async delete(callId: string): Promise<void> {
    // "fast" leaves the statistics out of the reply; without a delay of our own it would linger as configured.
    await this.#socket.request('delete', { 'call-id': callId, 'delete-delay': 0, flags: ['fast'] });
  }

  /** @returns the ids of the calls there are. @param limit - At most so many. Default 32. */
  async list(limit?: number): Promise<string[]> {
    const { calls } = await this.#socket.request('list', { limit });
    return Array.isArray(calls) ? calls.map(String) : [];
  }

  statistics(): Promise<DecodedDict> {
    return this.#socket.request('statistics');
  }

  async #sdp(command: string, fields: EncodableDict): Promise<string> {
    const { sdp } = await this.#socket.request(command, fields);
    return String(sdp);
  }
}

const party = ({ callId, tag }: PartyRef) => ({ 'call-id': callId, 'from-tag': tag });

const extra = ({ flags, fields }: Extra): { flags?: readonly string[] } & EncodableDict => ({
  ...fields,
  ...(flags && { flags }),
});

const offerAnswer = ({ callId, fromTag, toTag, sdp, ...rest }: OfferAnswer): EncodableDict => ({
  'call-id': callId,
  'from-tag': fromTag,
  'to-tag': toTag,
  sdp,
  ...extra(rest),
});

/** Without the flag rtpengine takes the command for the whole call. */
const directional = ({ callId, tag, toTag }: Flow): EncodableDict => ({
  ...party({ callId, tag }),
  'to-tag': toTag,
  flags: ['directional'],
});
