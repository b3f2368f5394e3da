import type { Lines } from '../adapters/lines.ts';
import type { Media } from '../adapters/media.ts';
import type { OffNetPlace } from '../domain/call.ts';
import type { Command, Input, TimerName } from '../domain/messages.ts';

/** How many off-net legs a tenant has, counted over all replicas. */
export interface OffNetPlaces {
  /** @returns false where the tenant has as many as it may have. The place is to be freed all the same. */
  take(place: OffNetPlace, maxLegs: number): Promise<boolean>;
  /** One that was never taken is no error. */
  free(place: OffNetPlace): Promise<void>;
  /** All that are taken. */
  list(): AsyncIterable<OffNetPlace>;
}

export interface Desk {
  /** The lines of the node that holds the call. @throws {UnknownNode} */
  readonly lines: () => Lines;
  readonly media: Media;
  readonly offNet: OffNetPlaces;
  /** Nobody is to take the call for a plain one any more. @returns false where it had ended before. */
  taken(callId: string, sipCallId: string): Promise<boolean>;
  /** The request has started its call. */
  remember(requestId: string): Promise<void>;
  /** Durable: the timer fires as the input of its name, whichever process is alive then. */
  wake(name: TimerName, legId: string, at: number): Promise<void>;
  /**
   * Durable, and not waited for: two calls may have something for each other at the same time.
   *
   * @param once - The id of the input there; absent: one of its own for each command.
   */
  handOn(callId: string, input: Input, once?: string): Promise<void>;
}

/** A call's Kamailio node is not among those that are configured. */
export class UnknownNode extends Error {
  readonly code = 'UNKNOWN_NODE';
  override readonly name = 'UnknownNode';

  constructor(node: string) {
    super(`KAMAILIO_NODES does not name the node "${node}"`);
  }
}

/** Carry out one command; what comes back is the next input. */
export const execute = async (
  { lines, media, offNet, remember, wake, handOn, taken }: Desk,
  command: Command,
): Promise<Input | undefined> => {
  switch (command.type) {
    case 'AnchorDialog':
      return anchorDialog(command, lines(), taken);
    case 'ReleaseDialog':
      return void (await lines().release(command));
    case 'SendInvite':
      return lines().invite(command);
    case 'FindAttempt':
      return lines().findAttempt(command);
    case 'SendCancel':
      return void (await lines().cancel(command));
    case 'SendBye':
      return void (await lines().bye(command));
    case 'SendRefresh':
      return void (await lines().refresh(command));
    case 'AcceptRefer':
      return lines().acceptRefer(command);
    case 'AcceptReplacement':
      return lines().acceptReplacement(command);
    case 'SendNotify':
      return void (await lines().notify(command));
    case 'Reply':
      return void (await lines().reply(command));
    case 'CreateOffer':
      return media.createOffer(command);
    case 'AcceptAnswer':
      return void (await media.acceptAnswer(command.party, command.sdp));
    case 'AnswerOffer':
      return media.answerOffer(command);
    case 'Hold':
      return void (await media.hold(command));
    case 'Connect':
      return void (await media.connect(command.party, command.other));
    case 'PlayRingback':
      return void (await media.playRingback(command.party));
    case 'Listen':
      return void (await media.listen(command.party, command.other));
    case 'PlayMessage':
      return media.playMessage(command);
    case 'OfferToCallee':
      return media.offerToCallee(command);
    case 'RememberStart':
      return void (await remember(command.requestId));
    case 'RemoveParty':
      return void (await media.remove(command.party, command.last));
    case 'TakeOffNetPlace': {
      const { place, maxLegs, sdp } = command;
      return {
        type: 'OffNetDecided',
        place,
        granted: await offNet.take(place, maxLegs),
        sdp,
        at: Date.now(),
      };
    }
    case 'FreeOffNetPlace':
      return void (await offNet.free(command.place));
    case 'PointDialog':
      return void (await lines().anchorAgain(command.sipCallId, command.callId));
    case 'HandOn':
      return void (await handOn(command.into, command.input, command.once));
    case 'Wake':
      return void (await wake(command.name, command.legId, command.at + spread(command.spreadMs)));
  }
};

const spread = (ms = 0): number => Math.floor(Math.random() * ms);

/** A BYE may have come before Kamailio knew that the call is ours: then it was told of a plain call, and nobody listened. */
const anchorDialog = async (
  command: Extract<Command, { type: 'AnchorDialog' }>,
  lines: Lines,
  taken: Desk['taken'],
): Promise<Input | undefined> => {
  const { sipCallId, callId } = command;
  await lines.anchor(command);
  return (await taken(callId, sipCallId)) ? undefined : { type: 'PlainCallEnded', sipCallId, at: Date.now() };
};
