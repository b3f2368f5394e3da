import type { State } from './call.ts';
import type { Command, Input } from './messages.ts';

/** A command and the Kamailio node that holds the call's lines. */
export interface Order {
  readonly node: string;
  readonly command: Command;
}

/** The node that an input's commands go to. */
export const nodeOf = (input: Input, state: State): string => {
  if (state.status === 'Anchored') return state.node;
  if (input.type === 'AnchorRequested') return input.call.node;
  return 'node' in input ? input.node : '';
};
