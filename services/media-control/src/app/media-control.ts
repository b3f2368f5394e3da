import { NobodyHeard, NoCommonCodec, UnknownParty } from '../domain/errors.ts';
import { type Hearing, isSame, type Party } from '../domain/hearing.ts';
import { hush, plan, planForHeld, type Uncertain } from '../domain/plan.ts';
import { asAnswerTo, audioOnly, DIGITS, hasCodec, isHold, OFFERED, SPOKEN } from '../domain/sdp.ts';
import type { Activity, Board } from './board.ts';

/** What the service can do; it keeps nothing between two calls. */
export interface MediaControl {
  /** @param isNew - The party is known not to be there, or not to have answered; else it is looked for. */
  createOffer(party: Party, isNew?: boolean): Promise<string>;
  /** @throws {NoCommonCodec} @throws {UnknownParty} */
  acceptAnswer(party: Party, sdp: string): Promise<void>;
  /** @param isNew - The party comes in with the offer: it is opened. @throws {NoCommonCodec} @throws {UnknownParty} */
  answerOffer(party: Party, sdp: string, isNew?: boolean): Promise<{ sdp: string; held: boolean }>;
  /** @param held - The parties are on hold and stay so. @throws {UnknownParty} @throws {BadRequest} */
  arrange(hearings: readonly Hearing[], held?: boolean): Promise<void>;
  /** @throws {NobodyHeard} @throws {UnknownParty} */
  sendDigit(party: Party, digit: string): Promise<void>;
  /** @param isLast - Nobody remains, the call goes; undefined: it is looked for others. */
  removeParty(party: Party, isLast?: boolean): Promise<void>;
  /** @throws {UnknownParty} */
  activity(mediaCall: string): Promise<readonly Activity[]>;
}

/** The service on a board. */
export const mediaControl = (board: Board): MediaControl => ({
  createOffer: async (party, isNew) =>
    !isNew && (await board.exists(party))
      ? board.describe(party, false)
      : board.open(party, [...OFFERED, DIGITS]),

  acceptAnswer: async (party, sdp) => {
    if (!hasCodec(sdp, OFFERED)) throw new NoCommonCodec(OFFERED);
    await board.accept(party, audioOnly(sdp), [...OFFERED, DIGITS]);
  },

  answerOffer: async (party, sdp, isNew) => {
    if (!hasCodec(sdp, SPOKEN)) throw new NoCommonCodec(SPOKEN);
    if (isNew) await board.open(party, [...SPOKEN, DIGITS]);
    await board.accept(party, audioOnly(sdp), [...SPOKEN, DIGITS]);
    return { sdp: asAnswerTo(sdp, await board.describe(party, true)), held: isHold(sdp) };
  },

  arrange: async (hearings, held) => {
    const { first, then, last, uncertain } = held ? planForHeld(hearings) : plan(hearings);
    await Promise.all([
      ...first.map((command) => board.carryOut(command)),
      ...uncertain.map((each) => hushAround(board, each)),
    ]);
    for (const command of then) await board.carryOut(command);
    await Promise.all(last.map((command) => board.carryOut(command)));
  },

  sendDigit: async (party, digit) => {
    const { sources } = await board.flowsOf(party);
    // rtpengine plays a party's digit to the first of its listeners.
    const source = sources.find(({ listeners: [first] }) => first && isSame(first, party));
    if (!source) throw new NobodyHeard(party.tag);
    await board.pressFor(source.party, party, digit);
  },

  removeParty: async (party, isLast) => {
    if (isLast) return board.end(party.mediaCall);
    await board.remove(party);
    if (isLast === false) return;
    const left = await board.activity(party.mediaCall);
    if (left?.length === 0) await board.end(party.mediaCall);
  },

  activity: async (mediaCall) => {
    const parties = await board.activity(mediaCall);
    if (!parties) throw new UnknownParty(mediaCall);
    return parties;
  },
});

const hushAround = async (board: Board, uncertain: Uncertain): Promise<void> => {
  const commands = hush(await board.flowsOf(uncertain.party), uncertain);
  await Promise.all(commands.map((command) => board.carryOut(command)));
};
