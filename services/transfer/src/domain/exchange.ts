import type { Party } from './call.ts';
import { decide, evolve, initialState, isFinal } from './decider.ts';
import type { Command, Decision, Event, Hearing, Input } from './messages.ts';
import { account, call } from './samples.ts';
import type { State } from './state.ts';

interface ModelLeg {
  state: 'ringing' | 'cancelled' | 'answered' | 'over';
  hears: Hearing['hears'];
  partner: string | null;
}

type Result = 'resolved' | 'refused' | 'failed';

/**
 * A small model of the world around the decider: legs that ring, answer and end, what each of them hears, timers, and
 * results that are on their way. The decider's commands change it, and what the parties do is told to the decider.
 * Facts may lie in wait, so that they cross commands as they do in a network.
 */
export class Exchange {
  state: State = initialState;
  readonly events: Event[] = [];
  readonly legs = new Map<string, ModelLeg>();
  /** Facts that have happened and are not told yet, oldest first. */
  readonly #facts: Input[] = [];
  /** Results of commands, waiting for the directory, the media and call-control. */
  readonly #results: Input[] = [];
  readonly timers = new Map<string, number>();
  now = 1_000;
  readonly #started: number[] = [];
  #resolution: Result = 'resolved';
  #anchored = false;
  #ended = false;

  constructor() {
    for (const { legId } of call.legs) this.#open(legId, 'answered');
    this.#talk('caller', 'callee');
    this.#bridge('caller', 'callee');
  }

  /** How the directory is going to answer. */
  answerNext(resolution: Result): void {
    this.#resolution = resolution;
  }

  press(legId: string, digit: string): void {
    if (this.legs.get(legId)?.state !== 'answered') return;
    const legs = [...this.legs].map(([id, leg]) => ({
      legId: id,
      party: partyOf(id),
      answered: leg.state === 'answered',
      partnerLegId: leg.partner ?? '',
    }));
    const by = { ...account, account: `${legId}@demo.test` };
    const now = { anchored: this.#anchored, legs };
    this.#facts.push({
      type: 'DigitPressed',
      legId,
      digit,
      call: now,
      account: by,
      at: this.now,
      handledAt: this.now,
    });
  }

  hangUp(legId: string): void {
    const leg = this.legs.get(legId);
    if (leg?.state !== 'answered') return;
    this.#over(legId);
    // In a plain call the phones know of each other; in an anchored one call-control sees to the partner.
    if (leg.partner) this.#over(leg.partner);
  }

  rings(legId: string): void {
    if (this.legs.get(legId)?.state === 'ringing')
      this.#facts.push({ type: 'LegRinging', legId, at: this.now });
  }

  sendsEarlyMedia(legId: string): void {
    if (this.legs.get(legId)?.state === 'ringing') {
      this.#facts.push({ type: 'LegEarlyMedia', legId, party: partyOf(legId), at: this.now });
    }
  }

  /** A cancelled leg may answer as well: its answer has crossed the CANCEL. */
  answers(legId: string): void {
    const leg = this.legs.get(legId);
    if (leg?.state !== 'ringing' && leg?.state !== 'cancelled') return;
    leg.state = 'answered';
    this.#facts.push({ type: 'LegAnswered', legId, party: partyOf(legId), at: this.now });
  }

  fails(legId: string): void {
    const leg = this.legs.get(legId);
    if (leg?.state !== 'ringing' && leg?.state !== 'cancelled') return;
    leg.state = 'over';
    this.#facts.push({ type: 'LegFailed', legId, cause: 'busy', sipStatus: 486, at: this.now });
    this.#endCallIfEmpty();
  }

  /** The next fact reaches the decider, and again a second time where it is `doubled`. */
  deliverFact({ doubled = false } = {}): void {
    const fact = this.#facts.shift();
    if (!fact) return;
    this.#take(fact);
    if (doubled && fact.type !== 'DigitPressed') this.#take(fact);
  }

  deliverResult(): void {
    const result = this.#results.shift();
    if (result) this.#take({ ...result, at: this.now });
  }

  /** The earliest timer fires. */
  fireTimer(): void {
    const [next] = [...this.timers].sort(([, one], [, other]) => one - other);
    if (!next) return;
    const [name, dueAt] = next;
    this.timers.delete(name);
    this.now = Math.max(this.now, dueAt);
    this.#take({ type: 'TimerDue', dueAt, at: this.now });
  }

  /** A timer fires that was being replaced just then. */
  fireReplacedTimer(): void {
    const dueAt = this.#started.find((time) => ![...this.timers.values()].includes(time));
    if (dueAt !== undefined && dueAt <= this.now) this.#take({ type: 'TimerDue', dueAt, at: this.now });
  }

  /** Nobody does anything any more, but all that is on its way arrives and time passes. */
  settle(): void {
    for (let round = 0; round < 1_000; round++) {
      if (this.#facts.length > 0) this.deliverFact();
      else if (this.#results.length > 0) this.deliverResult();
      else if (this.#failCancelled()) continue;
      else if (this.timers.size > 0) this.fireTimer();
      else return;
    }
    throw new Error('it never comes to rest');
  }

  /** Everything that has happened is known to the decider. */
  get quiet(): boolean {
    return this.#facts.length === 0 && this.#results.length === 0;
  }

  get remembered(): boolean {
    return !isFinal(this.state);
  }

  legIds(...states: readonly ModelLeg['state'][]): readonly string[] {
    return [...this.legs].filter(([, leg]) => states.includes(leg.state)).map(([legId]) => legId);
  }

  /** Whom a leg hears, by leg id. */
  heardBy(legId: string): readonly string[] {
    const hears = this.legs.get(legId)?.hears;
    return hears?.type === 'Parties' ? hears.parties.map(({ tag }) => tag) : [];
  }

  #take(input: Input): void {
    this.now += 1;
    const decision: Decision = decide(input, this.state);
    this.state = decision.events.reduce(evolve, this.state);
    this.events.push(...decision.events);
    for (const command of decision.commands) this.#execute(command);
  }

  #execute(command: Command): void {
    switch (command.type) {
      case 'Arrange':
        for (const { party, hears } of command.hearings) {
          const leg = this.legs.get(party.tag);
          if (leg) leg.hears = hears;
        }
        if (command.timed) this.#result({ type: 'AudioStarted', audio: command.timed, durationMs: 2_000 });
        return;
      case 'Anchor':
        this.#anchored = true;
        this.#result({ type: 'CallAnchored' });
        return;
      case 'Bridge':
        if (this.#isOver(command.legId) || (command.partnerLegId && this.#isOver(command.partnerLegId))) {
          this.#result({ type: 'CommandFailed', command });
        } else {
          this.#bridge(command.legId, command.partnerLegId);
        }
        return;
      case 'Originate':
        if (this.#ended) this.#result({ type: 'CommandFailed', command });
        else this.#open(command.legId, 'ringing');
        return;
      case 'HangUp': {
        const leg = this.legs.get(command.legId);
        if (leg?.state === 'ringing') leg.state = 'cancelled';
        else if (leg?.state === 'answered') this.hangUp(command.legId);
        return;
      }
      case 'ResolveNumber':
        this.#result(this.#resolved(command));
        return;
      case 'StartTimer':
        this.timers.set(command.name, command.dueAt);
        this.#started.push(command.dueAt);
        return;
    }
  }

  #resolved(command: Extract<Command, { type: 'ResolveNumber' }>): DistributiveOmit<Input, 'at'> {
    const { dialled } = command;
    switch (this.#resolution) {
      case 'resolved':
        return {
          type: 'NumberResolved',
          dialled,
          target: { requestUri: `sip:${dialled}@demo.test`, number: dialled, offNet: false },
        };
      case 'refused':
        return { type: 'NumberRefused', dialled, cause: 'unknown-number' };
      case 'failed':
        return { type: 'CommandFailed', command };
    }
  }

  #result(result: DistributiveOmit<Input, 'at'>): void {
    this.#results.push({ ...result, at: this.now } as Input);
  }

  #isOver(legId: string): boolean {
    return this.legs.get(legId)?.state === 'over';
  }

  #open(legId: string, state: ModelLeg['state']): void {
    if (this.legs.has(legId)) throw new Error(`${legId} was dialled twice`);
    this.legs.set(legId, { state, hears: { type: 'Silence' }, partner: null });
  }

  #over(legId: string): void {
    const leg = this.legs.get(legId);
    if (!leg || leg.state === 'over') return;
    leg.state = 'over';
    this.#facts.push({ type: 'LegEnded', legId, at: this.now });
    this.#endCallIfEmpty();
  }

  #endCallIfEmpty(): void {
    if (this.#ended || this.legIds('ringing', 'cancelled', 'answered').length > 0) return;
    this.#ended = true;
    this.#facts.push({ type: 'CallEnded', at: this.now });
  }

  #failCancelled(): boolean {
    const [legId] = this.legIds('cancelled');
    if (!legId) return false;
    this.fails(legId);
    return true;
  }

  #talk(one: string, other: string): void {
    for (const [listener, speaker] of [
      [one, other],
      [other, one],
    ] as const) {
      const leg = this.legs.get(listener);
      if (leg) leg.hears = { type: 'Parties', parties: [partyOf(speaker)] };
    }
  }

  #bridge(legId: string, partnerLegId: string | null): void {
    const pair = [legId, ...(partnerLegId ? [partnerLegId] : [])];
    for (const leg of this.legs.values()) {
      if (leg.partner && pair.includes(leg.partner)) leg.partner = null;
    }
    const one = this.legs.get(legId);
    const other = partnerLegId ? this.legs.get(partnerLegId) : undefined;
    if (one) one.partner = partnerLegId;
    if (other) other.partner = legId;
  }
}

const partyOf = (legId: string): Party => ({ mediaCall: 'm', tag: legId });

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
