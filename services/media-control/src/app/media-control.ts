import { NobodyHeard, NoCommonCodec, UnknownParty } from '../domain/errors.ts';
import { type Hearing, isSame, type Party } from '../domain/hearing.ts';
import { hush, plan } from '../domain/plan.ts';
import { asAnswerTo, audioOnly, DIGITS, hasCodec, isHold, OFFERED, SPOKEN } from '../domain/sdp.ts';
import type { Activity, Board } from './board.ts';

/** What the service can do; it keeps nothing between two calls. */
export interface MediaControl {
  createOffer(party: Party): Promise<string>;
  /** @throws {NoCommonCodec} @throws {UnknownParty} */
  acceptAnswer(party: Party, sdp: string): Promise<void>;
  /** @throws {NoCommonCodec} @throws {UnknownParty} */
  answerOffer(party: Party, sdp: string): Promise<{ sdp: string; held: boolean }>;
  /** @throws {UnknownParty} */
  arrange(hearings: readonly Hearing[]): Promise<void>;
  /** @throws {NobodyHeard} @throws {UnknownParty} */
  sendDigit(party: Party, digit: string): Promise<void>;
  removeParty(party: Party): Promise<void>;
  /** @throws {UnknownParty} */
  activity(mediaCall: string): Promise<readonly Activity[]>;
}

/** The service on a board. */
export const mediaControl = (board: Board): MediaControl => ({
  createOffer: async (party) =>
    (await board.exists(party)) ? board.describe(party, false) : board.open(party, [...OFFERED, DIGITS]),

  acceptAnswer: async (party, sdp) => {
    if (!hasCodec(sdp, OFFERED)) throw new NoCommonCodec(OFFERED);
    await board.accept(party, audioOnly(sdp), [...OFFERED, DIGITS]);
  },

  answerOffer: async (party, sdp) => {
    if (!hasCodec(sdp, SPOKEN)) throw new NoCommonCodec(SPOKEN);
    await board.accept(party, audioOnly(sdp), [...SPOKEN, DIGITS]);
    return { sdp: asAnswerTo(sdp, await board.describe(party, true)), held: isHold(sdp) };
  },

  arrange: async (hearings) => {
    const { first, then, last, lonely } = plan(hearings);
    await Promise.all([
      ...first.map((command) => board.carryOut(command)),
      ...lonely.map((party) => hushAround(board, party)),
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

  removeParty: async (party) => {
    await board.remove(party);
    const left = await board.activity(party.mediaCall);
    if (left?.length === 0) await board.end(party.mediaCall);
  },

  activity: async (mediaCall) => {
    const parties = await board.activity(mediaCall);
    if (!parties) throw new UnknownParty(mediaCall);
    return parties;
  },
});

const hushAround = async (board: Board, party: Party): Promise<void> => {
  const commands = hush(await board.flowsOf(party));
  await Promise.all(commands.map((command) => board.carryOut(command)));
};
