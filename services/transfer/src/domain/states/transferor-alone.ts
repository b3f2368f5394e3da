import { end } from '../ending.ts';
import { hangUp } from '../letting-go.ts';
import { all, nothing } from '../messages.ts';
import type { Phase } from '../occurrences.ts';
import type { TransferorAlone } from '../state.ts';

/** The transferor hears the busy tone until he hangs up, or has heard it long enough. */
export const transferorAlone: Phase<TransferorAlone> = {
  TransferorHungUp: ({ at }, state) => end(state, 'abandoned', at),
  DeadlinePassed: ({ at }, state) => all(end(state, 'abandoned', at), hangUp(state.transferor, at)),
  TransfereeHungUp: () => nothing,
};
