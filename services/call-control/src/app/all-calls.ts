/** All calls that there are, plain and anchored, each once. */
import type { call as contract } from '@cordboard/contracts';
import { callOf, plainCallOf } from '../adapters/call-events.ts';
import type { Media } from '../adapters/media.ts';
import type { PlainCalls } from '../adapters/plain-calls.ts';
import type { State } from '../domain/call.ts';
import type { PlainCall } from '../domain/messages.ts';

/** Calls that rtpengine is asked about at a time. */
const AT_A_TIME = 64;

export interface AllCallsOptions {
  readonly plainCalls: PlainCalls;
  readonly media: Media;
  readonly anchored: () => AsyncIterable<State>;
}

/** The anchored ones come second, so that one which is being anchored is among them if not among the plain ones. */
export const allCalls = async ({
  plainCalls,
  media,
  anchored,
}: AllCallsOptions): Promise<readonly contract.Call[]> => {
  const calls = new Map<string, contract.Call>();
  const doubtful: PlainCall[] = [];
  for await (const { call, isCertain } of plainCalls.list()) {
    if (isCertain) calls.set(call.callId, plainCallOf(call));
    else doubtful.push(call);
  }
  for (let next = 0; next < doubtful.length; next += AT_A_TIME) {
    const asked = doubtful.slice(next, next + AT_A_TIME);
    const heard = await Promise.all(
      asked.map(({ sipCallId, caller }) => media.silence(sipCallId, [caller.tag])),
    );
    for (const [index, call] of asked.entries()) {
      if (heard[index] !== undefined) calls.set(call.callId, plainCallOf(call));
    }
  }
  for await (const state of anchored()) {
    if (state.status === 'Anchored') calls.set(state.callId, callOf(state.callId, state));
  }
  return [...calls.values()];
};
