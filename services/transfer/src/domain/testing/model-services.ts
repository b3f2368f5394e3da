import type { Command, Input } from '../messages.ts';
import { type ModelLegs, partyOf } from './model-legs.ts';

/** What a command comes back as; when, is the exchange's business. */
export type Result = DistributiveOmit<Input, 'at'>;
export type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** What the model's call-control does to parties. */
export interface Switch {
  readonly legs: ModelLegs;
  /** The call is over. */
  readonly ended: boolean;
  anchor(): void;
  hangUp(legId: string): void;
  startTimer(name: string, dueAt: number): void;
}

/** The services beside transfer, as far as the decider can tell them. */
export class ModelServices {
  /** What the directory is going to say about numbers. */
  numbers: 'known' | 'unknown' | 'unanswered' = 'known';
  /** The next message cannot be played, so that its length stays unknown. */
  nextMessageFails = false;
  /** The next leg cannot be dialled. */
  nextDialFails = false;
  /** The consultation calls to come are over already. */
  consultationsOver = false;
  /** The last status that was reported of each REFER. */
  readonly reports = new Map<string, number>();
  readonly #switch: Switch;

  constructor(to: Switch) {
    this.#switch = to;
  }

  execute(command: Command): readonly Result[] {
    if (command.type !== 'InOrder') return [this.#execute(command) ?? []].flat();
    // Of several that follow one another the first result comes back.
    return command.commands.flatMap((one) => this.execute(one)).slice(0, 1);
  }

  #execute(command: Command): Result | null {
    const { legs } = this.#switch;
    const failed: Result = { type: 'CommandFailed', command };
    switch (command.type) {
      case 'Arrange':
        legs.arrange(command.hearings);
        return command.timed === null ? null : this.#play(command.timed, failed);
      case 'Anchor':
        if (this.#switch.ended) return failed;
        this.#switch.anchor();
        legs.release(command.releasedLegId);
        return null;
      case 'Bridge':
        return legs.bridge(command.legId, command.partnerLegId) ? null : failed;
      case 'Originate':
        return this.#dial(command.legId) ? null : failed;
      case 'HangUp': {
        const leg = legs.get(command.legId);
        if (leg?.state === 'ringing') leg.state = 'cancelled';
        else this.#switch.hangUp(command.legId);
        return null;
      }
      case 'ResolveNumber':
        return this.#resolve(command.dialled, failed);
      case 'MergeCalls':
        return this.#merge(command.replaces.callId) ?? failed;
      case 'ReportReferral':
        this.reports.set(command.referralId, command.sipStatus);
        return null;
      case 'StartTimer':
        this.#switch.startTimer(command.name, command.dueAt);
        return null;
      case 'SendDigits':
      case 'ShowPeers':
      case 'InOrder':
        return null;
    }
  }

  #play(audio: string, failed: Result): Result {
    const fails = this.nextMessageFails;
    this.nextMessageFails = false;
    return fails ? failed : { type: 'AudioStarted', audio, durationMs: 2_000 };
  }

  #dial(legId: string): boolean {
    const fails = this.nextDialFails || this.#switch.ended;
    this.nextDialFails = false;
    if (!fails) this.#switch.legs.open(legId, 'ringing');
    return !fails;
  }

  #resolve(dialled: string, failed: Result): Result {
    const target = { requestUri: `sip:${dialled}@demo.test`, number: dialled, offNet: false };
    switch (this.numbers) {
      case 'known':
        return { type: 'NumberResolved', dialled, target };
      case 'unknown':
        return { type: 'NumberRefused', dialled, cause: 'unknown-number' };
      case 'unanswered':
        return failed;
    }
  }

  #merge(otherCallId: string): Result | null {
    if (this.consultationsOver || this.#switch.ended) return null;
    const [transferor, target] = [`${otherCallId}-caller`, `${otherCallId}-callee`];
    this.#switch.legs.openTalking(transferor, target);
    const leg = (legId: string) => ({ legId, party: partyOf(legId) });
    return { type: 'CallsMerged', otherCallId, transferor: leg(transferor), target: leg(target) };
  }
}
