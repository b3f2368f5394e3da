/** The sound of the legs: what the decider orders of media-control, and what comes back as inputs. */
import type { media } from '@cordboard/contracts';
import { isRpcError, type RpcClient } from '@cordboard/service';
import type { Party } from '../domain/call.ts';
import type { AnswerOutcome, Command, Input } from '../domain/messages.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;
export type MediaClient = RpcClient<typeof media.MediaControlServiceService>;

export class Media {
  readonly #client: MediaClient;

  constructor(client: MediaClient) {
    this.#client = client;
  }

  /** The SDP to offer for a party of our own: a new one, or one as it stands; `resumes`: to send and receive again. */
  async offer(party: Party, options: { isNew?: true; resumes?: true } = {}): Promise<string> {
    const { sdp } = await this.#client.createOffer({ party, ...options });
    return sdp;
  }

  async createOffer({ legId, party, purpose }: Of<'CreateOffer'>): Promise<Input | undefined> {
    try {
      return {
        type: 'OfferCreated',
        legId,
        sdp: await this.offer(party, purpose.for === 'errand' && purpose.resumes ? { resumes: true } : {}),
        purpose,
        at: Date.now(),
      };
    } catch (error) {
      assertFinal(error);
      return purpose.for === 'late-offer'
        ? { type: 'OfferRefused', legId, answer: purpose.answer, at: Date.now() }
        : undefined;
    }
  }

  /** Take the answer to our offer. */
  async acceptAnswer(party: Party, sdp: string): Promise<AnswerOutcome> {
    try {
      await this.#client.acceptAnswer({ party, sdp });
      return 'accepted';
    } catch (error) {
      assertFinal(error);
      return 'refused';
    }
  }

  async answerOffer({ legId, party, sdp, answer }: Of<'AnswerOffer'>): Promise<Input> {
    try {
      const answered = await this.#client.answerOffer({ party, sdp });
      return {
        type: 'OfferAnswered',
        legId,
        sdp: answered.sdp,
        held: answered.held,
        answer,
        at: Date.now(),
      };
    } catch (error) {
      assertFinal(error);
      return { type: 'OfferRefused', legId, answer, at: Date.now() };
    }
  }

  /** The answer for a new party, or our offer where it made none; empty: its offer cannot be met. */
  async welcome(party: Party, offer: string): Promise<{ sdp: string; held: boolean }> {
    if (offer === '') return { sdp: await this.offer(party, { isNew: true }), held: false };
    try {
      const { sdp, held } = await this.#client.answerOffer({ party, sdp: offer, isNew: true });
      return { sdp, held };
    } catch (error) {
      assertFinal(error);
      return { sdp: '', held: false };
    }
  }

  /** All of them are named: one that is not would go on being heard by whoever holds. */
  async hold({ holding, waiting }: Of<'Hold'>): Promise<void> {
    const music = { name: 'hold-music', language: '', repeat: true };
    await this.#arrange([
      ...waiting.map((party): media.Hearing => ({ party, source: { $case: 'audio', value: music } })),
      ...holding.map((party): media.Hearing => ({ party, source: { $case: 'silence', value: {} } })),
    ]);
  }

  /** To a party that has heard nothing yet. */
  async playRingback(party: Party): Promise<void> {
    const audio = { name: 'ringback', language: '', repeat: true };
    await this.#arrange([{ party, source: { $case: 'audio', value: audio }, fresh: true }]);
  }

  /** The one hears the other, who hears nothing. */
  async listen(party: Party, other: Party): Promise<void> {
    await this.#arrange([
      { party, source: { $case: 'parties', value: { parties: [other] } } },
      { party: other, source: { $case: 'silence', value: {} } },
    ]);
  }

  /** One that cannot be played is over at once. */
  async playMessage({ party, insteadOf, ...message }: Of<'PlayMessage'>): Promise<Input> {
    const { name, language, domain } = message;
    const audio = { name, language, repeat: false, domain };
    try {
      // Commands of one step have no order: a party that is being removed meanwhile can neither be heard nor muted.
      await this.remove(insteadOf, false);
      const { durationMs } = await this.#client.arrange({
        hearings: [{ party, source: { $case: 'audio', value: audio } }],
      });
      return { type: 'MessagePlaying', durationMs, at: Date.now() };
    } catch (error) {
      assertFinal(error);
      return { type: 'MessagePlaying', durationMs: 0, at: Date.now() };
    }
  }

  async offerToCallee({ party }: Of<'OfferToCallee'>): Promise<Input> {
    try {
      return { type: 'CalleeOffered', sdp: await this.offer(party, { isNew: true }), at: Date.now() };
    } catch (error) {
      assertFinal(error);
      return { type: 'CalleeNotOffered', at: Date.now() };
    }
  }

  async connect(one: Party, other: Party): Promise<void> {
    const hears = (party: Party, whom: Party): media.Hearing => ({
      party,
      source: { $case: 'parties', value: { parties: [whom] } },
    });
    await this.#arrange([hears(one, other), hears(other, one)]);
  }

  /** A party that has gone meanwhile hears nothing any more: what else its call has to do must not wait for it. */
  async #arrange(hearings: media.Hearing[]): Promise<void> {
    await this.#client.arrange({ hearings }).catch(assertFinal);
  }

  async sendDigit(party: Party, digit: string): Promise<void> {
    // The party may have gone meanwhile, or rtpengine has no stream to put a digit into: a late one is worse than none.
    await this.#client.sendDigit({ party, digit }).catch((error: unknown) => {
      if (!isRpcError(error, 'INTERNAL')) assertFinal(error);
    });
  }

  async remove(party: Party, isLast: boolean): Promise<void> {
    await this.#client.removeParty({ party, isLast });
  }

  /**
   * Milliseconds since each party's last packet, by tag; undefined where rtpengine does not know the call.
   *
   * @param tags - Whom to ask about, at least one. One that is not in the call is left out.
   */
  async silence(
    mediaCall: string,
    tags: readonly string[],
  ): Promise<ReadonlyMap<string, number> | undefined> {
    try {
      const { parties } = await this.#client.getActivity({ mediaCall, tags: [...tags] });
      return new Map(parties.map(({ tag, silentMs }) => [tag, silentMs]));
    } catch (error) {
      if (isRpcError(error, 'NOT_FOUND')) return undefined;
      throw error;
    }
  }
}

/** What media-control will not do whoever asks again. @throws Anything else: it is worth another try. */
const assertFinal = (error: unknown): void => {
  if (!isRpcError(error, 'FAILED_PRECONDITION', 'NOT_FOUND', 'INVALID_ARGUMENT')) throw error;
};
