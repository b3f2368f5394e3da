import type { Recording } from '../domain/catalogue.ts';
import { NobodyHeard, NoCommonCodec, UnknownParty } from '../domain/errors.ts';
import { type Hearing, isSame, type Party } from '../domain/hearing.ts';
import { hush, plan, planForHeld, type Uncertain } from '../domain/plan.ts';
import {
  asAnswerTo,
  audioOnly,
  DIGITS,
  hasCodec,
  isHold,
  nameless,
  OFFERED,
  SPOKEN,
  sendReceive,
} from '../domain/sdp.ts';
import { Announcements } from './announcements.ts';
import type { Activity, Board } from './board.ts';

/** What is known of a party that is offered SDP, and wanted from it. */
export interface OfferOptions {
  /** The party is known not to be there, or not to have answered; else it is looked for. */
  readonly isNew?: boolean | undefined;
  /** The party is to send and receive again. */
  readonly resumes?: boolean | undefined;
}

/** Audio that is being made while the rest of an arrangement is in force already; until then the party hears silence. */
export interface Announced {
  readonly party: Party;
  readonly recording: Promise<Recording>;
  readonly repeat: boolean;
}

/** What the service can do. It keeps nothing between two calls, apart from what is announced. */
export interface MediaControl {
  createOffer(party: Party, options?: OfferOptions): Promise<string>;
  /** @throws {NoCommonCodec} @throws {UnusableSdp} @throws {UnknownParty} */
  acceptAnswer(party: Party, sdp: string): Promise<void>;
  /** @param isNew - The party comes in with the offer: it is opened. @throws {NoCommonCodec} @throws {UnusableSdp} @throws {UnknownParty} */
  answerOffer(party: Party, sdp: string, isNew?: boolean): Promise<{ sdp: string; held: boolean }>;
  /**
   * @param held - The parties are on hold and stay so.
   * @param announced - Of parties that are to hear silence; no longer played where a later arrangement names the party.
   * @throws {UnknownParty} @throws {BadRequest}
   */
  arrange(
    hearings: readonly Hearing[],
    options?: { readonly held?: boolean; readonly announced?: readonly Announced[] },
  ): Promise<void>;
  /** @throws {NobodyHeard} @throws {UnknownParty} */
  sendDigits(party: Party, digits: string): Promise<void>;
  /** @param isLast - Nobody remains, the call goes; undefined: it is looked for others. */
  removeParty(party: Party, isLast?: boolean): Promise<void>;
  /** @param tags - Whom to tell of, if they are there; none: of all. @throws {UnknownParty} There is no such call. */
  activity(mediaCall: string, tags: readonly string[]): Promise<readonly Activity[]>;
}

/** The service on a board. */
export const mediaControl = (board: Board): MediaControl => {
  const announcements = new Announcements(board);
  return {
    createOffer: async (party, { isNew, resumes } = {}) => {
      if (isNew || !(await board.exists(party)))
        return nameless(await board.open(party, [...OFFERED, DIGITS]));
      const sdp = nameless(await board.describe(party, resumes === true));
      return resumes ? sendReceive(sdp) : sdp;
    },

    acceptAnswer: async (party, sdp) => {
      if (!hasCodec(sdp, OFFERED)) throw new NoCommonCodec(OFFERED);
      await board.accept(party, audioOnly(sdp), [...OFFERED, DIGITS]);
    },

    answerOffer: async (party, sdp, isNew) => {
      if (!hasCodec(sdp, SPOKEN)) throw new NoCommonCodec(SPOKEN);
      if (isNew) await board.open(party, [...SPOKEN, DIGITS]);
      await board.accept(party, audioOnly(sdp), [...SPOKEN, DIGITS]);
      return { sdp: asAnswerTo(sdp, nameless(await board.describe(party, true))), held: isHold(sdp) };
    },

    arrange: async (hearings, { held, announced = [] } = {}) => {
      announcements.forget(hearings.map(({ party }) => party));
      await announcements.during(announced, async () => {
        const { first, then, last, uncertain } = held ? planForHeld(hearings) : plan(hearings);
        await Promise.all([
          ...first.map((command) => board.carryOut(command)),
          ...uncertain.map((each) => hushAround(board, each)),
        ]);
        for (const command of then) await board.carryOut(command);
        await Promise.all(last.map((command) => board.carryOut(command)));
      });
    },

    sendDigits: async (party, digits) => {
      const { sources } = await board.flowsOf(party);
      // rtpengine plays a party's digits to the first of its listeners.
      const source = sources.find(({ listeners: [first] }) => first && isSame(first, party));
      if (!source) throw new NobodyHeard(party.tag);
      await board.pressFor(source.party, party, digits);
    },

    removeParty: async (party, isLast) => {
      if (isLast) return board.end(party.mediaCall);
      await board.remove(party);
      if (isLast === false) return;
      if (await board.isEmpty(party.mediaCall)) await board.end(party.mediaCall);
    },

    activity: async (mediaCall, tags) => {
      const parties = await board.activity(mediaCall, tags);
      if (!parties) throw new UnknownParty(mediaCall);
      return parties;
    },
  };
};

const hushAround = async (board: Board, uncertain: Uncertain): Promise<void> => {
  const commands = hush(await board.flowsOf(uncertain.party), uncertain);
  await Promise.all(commands.map((command) => board.carryOut(command)));
};
