import { end } from '../ending.ts';
import { join, putTogether, returnToTransferee, reunite } from '../joining.ts';
import { all } from '../messages.ts';
import type { Phase } from '../occurrences.ts';
import type { Conferring } from '../state.ts';

/** All three talk. Whoever leaves, the two others go on. */
export const conferring: Phase<Conferring> = {
  TransferorHungUp: ({ at }, state) => join(state, state.target, at),
  TransfereeHungUp: ({ at }, state) =>
    all(putTogether(state, state.transferor, state.target), end(state, 'conference-left', at)),
  TargetFailed: ({ at }, state) => reunite(state, at),
  ReturnPressed: ({ at }, state) => returnToTransferee(state, at),
};
