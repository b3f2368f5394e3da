import { type State, sipCallIdOf } from './call.ts';
import type { Command, Input } from './messages.ts';

/** A command and the Kamailio node that holds the dialog it is about. */
export interface Order {
  readonly node: string;
  readonly command: Command;
}

/** The node that a command goes to. */
export const nodeOf = (input: Input, state: State, command: Command): string => {
  if (state.status !== 'Anchored') {
    if (input.type === 'AnchorRequested') return input.call.node;
    return 'node' in input ? input.node : '';
  }
  // A request is answered where it came in; legs that join come with their node.
  if ('leg' in input && dialogOf(command) === input.leg.dialog.sipCallId) return input.node;
  if (input.type === 'LegsJoined' || (input.type === 'RequestReceived' && 'answer' in command))
    return input.node;
  const sipCallId = dialogOf(command) ?? dialogOfLeg(input, state);
  return (sipCallId === undefined ? undefined : state.nodes?.[sipCallId]) ?? state.node;
};

const dialogOf = (command: Command): string | undefined => {
  if ('dialog' in command) return command.dialog.sipCallId;
  return 'sipCallId' in command ? command.sipCallId : undefined;
};

const dialogOfLeg = (input: Input, state: Extract<State, { status: 'Anchored' }>): string | undefined => {
  const leg = 'legId' in input ? state.legs[input.legId] : undefined;
  return leg && sipCallIdOf(leg);
};
