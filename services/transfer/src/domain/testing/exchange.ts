import { decide, evolve, initialState, isFinal } from '../decider.ts';
import type { Command, Event, Input } from '../messages.ts';
import type { State } from '../state.ts';
import { ModelLegs, partyOf } from './model-legs.ts';
import { account } from './samples.ts';

type Result = DistributiveOmit<Input, 'at'>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/**
 * A small model of the world around the decider: parties that press, ring, answer and hang up, timers, and results of
 * commands. What happens is told to the decider later, so that it crosses commands as it does in a network.
 */
export class Exchange {
  state: State = initialState;
  readonly events: Event[] = [];
  readonly legs = new ModelLegs();
  /** The last timer of each name: when it is due. */
  readonly timers = new Map<string, number>();
  /** Facts that have happened and are not told yet, oldest first. */
  readonly #facts: Input[] = [];
  /** Results of commands that are on their way. */
  readonly #results: Result[] = [];
  readonly #started: number[] = [];
  #now = 1_000;
  #number: 'known' | 'unknown' | 'unanswered' = 'known';
  #plays = true;
  #anchored = false;
  #ended = false;

  constructor() {
    for (const legId of ['caller', 'callee']) this.legs.open(legId, 'answered');
    this.legs.bridge('caller', 'callee');
    this.legs.arrange([
      { party: partyOf('caller'), hears: { type: 'Parties', parties: [partyOf('callee')] } },
      { party: partyOf('callee'), hears: { type: 'Parties', parties: [partyOf('caller')] } },
    ]);
  }

  /** What the directory is going to say about numbers. */
  numbersAre(number: 'known' | 'unknown' | 'unanswered'): void {
    this.#number = number;
  }

  /** The next message cannot be played, so that its length stays unknown. */
  failNextMessage(): void {
    this.#plays = false;
  }

  press(legId: string, digit: string): void {
    if (this.legs.get(legId)?.state !== 'answered') return;
    const live = this.legs.named('ringing', 'cancelled', 'answered');
    const call = {
      anchored: this.#anchored,
      legs: live.map((id) => ({
        legId: id,
        party: partyOf(id),
        answered: this.legs.get(id)?.state === 'answered',
        partnerLegId: this.legs.get(id)?.partner ?? '',
      })),
    };
    const by = { ...account, account: `${legId}@demo.test` };
    this.#tell({ type: 'DigitPressed', legId, digit, call, account: by, handledAt: this.#now });
  }

  /** In a plain call the phones know of each other; in an anchored one call-control takes the partner along. */
  hangUp(legId: string): void {
    const leg = this.legs.get(legId);
    if (leg?.state !== 'answered') return;
    this.#over(legId);
    if (leg.partner) this.#over(leg.partner);
  }

  rings(legId: string): void {
    if (this.legs.get(legId)?.state === 'ringing') this.#tell({ type: 'LegRinging', legId });
  }

  sendsEarlyMedia(legId: string): void {
    if (this.legs.get(legId)?.state !== 'ringing') return;
    this.#tell({ type: 'LegEarlyMedia', legId, party: partyOf(legId) });
  }

  /** A cancelled leg may answer as well: its answer has crossed the CANCEL. */
  answers(legId: string): void {
    const leg = this.legs.get(legId);
    if (leg?.state !== 'ringing' && leg?.state !== 'cancelled') return;
    leg.state = 'answered';
    this.#tell({ type: 'LegAnswered', legId, party: partyOf(legId) });
  }

  fails(legId: string): void {
    const leg = this.legs.get(legId);
    if (leg?.state !== 'ringing' && leg?.state !== 'cancelled') return;
    leg.state = 'over';
    this.#tell({ type: 'LegFailed', legId, cause: 'busy', sipStatus: 486 });
    this.#endIfEmpty();
  }

  /** The next fact reaches the decider; `doubled`, it comes a second time. */
  deliverFact({ doubled = false } = {}): void {
    const fact = this.#facts.shift();
    if (!fact) return;
    this.#take(fact);
    // A key that comes twice has been pressed twice; the store of the service knows a repeated message.
    if (doubled && fact.type !== 'DigitPressed') this.#take(fact);
  }

  deliverResult(): void {
    const result = this.#results.shift();
    if (result) this.#take({ ...result, at: this.#now } as Input);
  }

  /** The earliest timer fires. */
  fireTimer(): void {
    const [next] = [...this.timers].sort(([, one], [, other]) => one - other);
    if (!next) return;
    const [name, dueAt] = next;
    this.timers.delete(name);
    this.#now = Math.max(this.#now, dueAt);
    this.#take({ type: 'TimerDue', dueAt, at: this.#now });
  }

  /** A timer fires that was being replaced just then. */
  fireReplacedTimer(): void {
    const dueAt = this.#started.find((time) => ![...this.timers.values()].includes(time));
    if (dueAt !== undefined && dueAt <= this.#now) this.#take({ type: 'TimerDue', dueAt, at: this.#now });
  }

  /** Nobody does anything any more, but all that is on its way arrives, cancelled legs end, and time passes. */
  settle(): void {
    for (let round = 0; round < 1_000; round++) {
      const [cancelled] = this.legs.named('cancelled');
      if (this.#facts.length > 0) this.deliverFact();
      else if (this.#results.length > 0) this.deliverResult();
      else if (cancelled) this.fails(cancelled);
      else if (this.timers.size > 0) this.fireTimer();
      else return;
    }
    throw new Error('it never comes to rest');
  }

  /** The decider knows everything that has happened. */
  get quiet(): boolean {
    return this.#facts.length === 0 && this.#results.length === 0;
  }

  get remembered(): boolean {
    return !isFinal(this.state);
  }

  #tell(fact: Result): void {
    this.#facts.push({ ...fact, at: this.#now } as Input);
  }

  #over(legId: string): void {
    const leg = this.legs.get(legId);
    if (!leg || leg.state === 'over') return;
    leg.state = 'over';
    this.#tell({ type: 'LegEnded', legId });
    this.#endIfEmpty();
  }

  #endIfEmpty(): void {
    if (this.#ended || this.legs.named('ringing', 'cancelled', 'answered').length > 0) return;
    this.#ended = true;
    this.#tell({ type: 'CallEnded' });
  }

  #take(input: Input): void {
    this.#now += 1;
    const { events, commands } = decide(input, this.state);
    this.state = events.reduce(evolve, this.state);
    this.events.push(...events);
    for (const command of commands) {
      const result = this.#execute(command);
      if (result) this.#results.push(result);
    }
  }

  #execute(command: Command): Result | null {
    const failed: Result = { type: 'CommandFailed', command };
    switch (command.type) {
      case 'Arrange': {
        this.legs.arrange(command.hearings);
        if (command.timed === null) return null;
        const plays = this.#plays;
        this.#plays = true;
        return plays ? { type: 'AudioStarted', audio: command.timed, durationMs: 2_000 } : failed;
      }
      case 'Anchor':
        this.#anchored = true;
        this.legs.release(command.releasedLegId);
        return null;
      case 'Bridge':
        return this.legs.bridge(command.legId, command.partnerLegId) ? null : failed;
      case 'Originate':
        if (this.#ended) return failed;
        this.legs.open(command.legId, 'ringing');
        return null;
      case 'HangUp': {
        const leg = this.legs.get(command.legId);
        if (leg?.state === 'ringing') leg.state = 'cancelled';
        else this.hangUp(command.legId);
        return null;
      }
      case 'ResolveNumber':
        return this.#resolve(command);
      case 'StartTimer':
        this.timers.set(command.name, command.dueAt);
        this.#started.push(command.dueAt);
        return null;
    }
  }

  #resolve(command: Extract<Command, { type: 'ResolveNumber' }>): Result {
    const { dialled } = command;
    const target = { requestUri: `sip:${dialled}@demo.test`, number: dialled, offNet: false };
    switch (this.#number) {
      case 'known':
        return { type: 'NumberResolved', dialled, target };
      case 'unknown':
        return { type: 'NumberRefused', dialled, cause: 'unknown-number' };
      case 'unanswered':
        return { type: 'CommandFailed', command };
    }
  }
}
