import type { Account } from '../account.ts';
import type { Call } from '../call.ts';
import { decide, evolve, initialState, isFinal } from '../decider.ts';
import type { Event, Input, Request } from '../messages.ts';
import { pairOf } from '../pair.ts';
import type { State, TransferKind } from '../state.ts';
import { ModelLegs, partyOf, personAt } from './model-legs.ts';
import { type DistributiveOmit, ModelServices, type Result } from './model-services.ts';

/** What the tenant has configured, and how the call began. */
export interface Setting {
  account: Account;
  byApi: boolean;
  /** What `caller` has dialled. */
  dialled: string;
}

/**
 * A small model of the world around the decider: parties that press, refer, ring, answer, hang up and take one another's places,
 * programs, timers, and results of commands. What happens is told to the decider later, so that it crosses commands as it does in a
 * network.
 */
export class Exchange {
  state: State = initialState;
  readonly events: Event[] = [];
  /** Every status that there was. */
  readonly statuses = new Set<State['status']>();
  readonly legs = new ModelLegs();
  readonly services: ModelServices;
  /** The last timer of each name: when it is due. */
  readonly timers = new Map<string, number>();
  /** Every REFER that was sent, with the leg that sent it. */
  readonly referrals = new Map<string, string>();
  /** Facts that have happened and are not told yet, oldest first. */
  readonly #facts: Input[] = [];
  /** Results of commands that are on their way. */
  readonly #results: Result[] = [];
  readonly #started: number[] = [];
  readonly #setting: Setting;
  #now = 1_000;
  #anchored = false;
  #ended = false;
  #names = 0;

  constructor(setting: Setting) {
    this.#setting = setting;
    const exchange = this;
    this.services = new ModelServices({
      legs: this.legs,
      get ended() {
        return exchange.#ended;
      },
      anchor: () => {
        this.#anchored = true;
      },
      hangUp: (legId) => this.hangUp(legId),
      startTimer: (name, dueAt) => {
        this.timers.set(name, dueAt);
        this.#started.push(dueAt);
      },
    });
    this.legs.openTalking('caller', 'callee');
  }

  /** @param byInfo - rtpengine does not carry it, nor does call-control where the leg has no partner. */
  press(legId: string, digit: string, byInfo: boolean): void {
    const leg = this.legs.get(legId);
    if (leg?.state !== 'answered') return;
    const undelivered = byInfo && this.#anchored && leg.partner === null;
    const input = { legId, digit, undelivered, call: this.#call(), account: this.#accountAt(legId) };
    this.#tell({ type: 'DigitPressed', ...input, handledAt: this.#now });
  }

  /** The leg's phone sends REFER. call-control takes the call over before it tells anybody. */
  refer(legId: string, { attended }: { attended: boolean }): void {
    if (this.legs.get(legId)?.state !== 'answered') return;
    const referralId = this.#name('referral');
    const replaces = {
      callId: this.#name('consultation'),
      transferorLegId: 'caller',
      targetLegId: 'callee',
    };
    this.#anchored = true;
    this.referrals.set(referralId, legId);
    this.#tell({
      type: 'ReferReceived',
      legId,
      referralId,
      referTo: 'sip:103@demo.test',
      replaces: attended ? replaces : null,
      call: this.#call(),
      account: this.#accountAt(legId),
    });
  }

  /** A program asks for a transfer. Its request is no fact: it does not wait in line. */
  requestStart(legId: string, kind: TransferKind): void {
    const pair = pairOf(this.#call(), legId, this.#accountAt(legId));
    if (pair) this.#take({ type: 'StartRequested', kind, dialled: '103', pair, at: this.#now });
  }

  request(type: Exclude<Request['type'], 'StartRequested'>): void {
    this.#take({ type, at: this.#now });
  }

  /** In a plain call the phones know of each other; in an anchored one call-control takes the partner along. */
  hangUp(legId: string): void {
    const leg = this.legs.get(legId);
    if (leg?.state !== 'answered') return;
    this.#over(legId);
    if (leg.partner) this.#over(leg.partner);
  }

  /** Another phone takes the leg's place (RFC 3891). */
  replace(legId: string): void {
    const leg = this.legs.get(legId);
    if (leg?.state !== 'answered') return;
    const byLegId = this.#name('other');
    this.legs.replace(legId, byLegId);
    leg.state = 'over';
    this.#anchored = true;
    this.#tell({
      type: 'LegReplaced',
      legId,
      by: personAt(byLegId),
      account: this.#accountAt(byLegId),
    });
    this.#tell({ type: 'LegEnded', legId });
  }

  /** All legs go into another call, where two of them belong together and there is nobody else. */
  mergeAway(): void {
    const [one = '', other = '', ...more] = this.legs.live;
    if (this.#ended || more.length > 0 || this.legs.get(one)?.partner !== other) return;
    for (const legId of [one, other]) {
      const leg = this.legs.get(legId);
      if (leg) leg.state = 'over';
    }
    this.#ended = true;
    this.#tell({ type: 'CallMerged' });
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
    // A key that comes twice has been pressed twice, and so it is with REFER; the store of the service knows a repeated message.
    const mayRepeat = fact.type !== 'DigitPressed' && fact.type !== 'ReferReceived';
    if (doubled && mayRepeat) this.#take(fact);
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

  #call(): Call {
    const { byApi, dialled } = this.#setting;
    return this.legs.asCall({ anchored: this.#anchored, byApi, dialled });
  }

  #accountAt(legId: string): Account {
    return { ...this.#setting.account, account: personAt(legId).account };
  }

  #name(kind: string): string {
    this.#names += 1;
    return `${kind}-${this.#names}`;
  }

  #tell(fact: DistributiveOmit<Input, 'at'>): void {
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
    if (this.#ended || this.legs.live.length > 0) return;
    this.#ended = true;
    this.#tell({ type: 'CallEnded' });
  }

  #take(input: Input): void {
    this.#now += 1;
    const { events, commands } = decide(input, this.state);
    this.state = events.reduce(evolve, this.state);
    this.events.push(...events);
    this.statuses.add(this.state.status);
    const results = commands.flatMap((command) => this.services.execute(command));
    // Results come back before anything else is decided on (workflow.ts of packages/messaging). Here most may come late, which does no
    // harm; but of a leg that cannot be bridged the decider must know before it hears that another has its place.
    this.#results.push(...results.filter((result) => !isFailedBridge(result)));
    for (const result of results.filter(isFailedBridge)) this.#take({ ...result, at: this.#now } as Input);
  }
}

const isFailedBridge = (result: Result): boolean =>
  result.type === 'CommandFailed' && result.command.type === 'Bridge';
