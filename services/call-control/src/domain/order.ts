import { legNamed, nodeAt, type State, sipCallIdOf } from './call.ts';
import type { Command, Input } from './messages.ts';

/** A command and the Kamailio node that holds the dialog it is about. */
export interface Order {
  readonly node: string;
  readonly command: Command;
}

/** The node that a command goes to. */
export const nodeOf = (input: Input, state: State, command: Command): string => {
  const dialog = dialogOf(command);
  if (input.type === 'LegsJoined') return nodeAt(input, dialog); // legs that join come with their nodes
  if (state.status !== 'Anchored') {
    if (input.type === 'AnchorRequested') return input.call.node;
    return 'node' in input ? input.node : '';
  }
  // A request is answered where it came in, and its dialog is there.
  if ('leg' in input && dialog === input.leg.dialog.sipCallId) return input.node;
  if (input.type === 'RequestReceived' && ('answer' in command || dialog === input.request.sipCallId))
    return input.node;
  return nodeAt(state, dialog ?? dialogOfLeg(input, state));
};

const dialogOf = (command: Command): string | undefined => {
  if ('dialog' in command) return command.dialog.sipCallId;
  return 'sipCallId' in command ? command.sipCallId : undefined;
};

const dialogOfLeg = (input: Input, state: Extract<State, { status: 'Anchored' }>): string | undefined => {
  const leg = 'legId' in input ? legNamed(state, input.legId) : undefined;
  return leg && sipCallIdOf(leg);
};
