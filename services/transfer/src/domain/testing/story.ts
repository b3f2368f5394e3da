import assert from 'node:assert/strict';
import { decide, evolve, initialState, isFinal } from '../decider.ts';
import type { Input } from '../messages.ts';
import { dialledLegIdOf, type State } from '../state.ts';
import type { DistributiveOmit } from './model-services.ts';
import { account, call, inWords } from './samples.ts';

/** A spec told as a sequence of inputs: each follows the one before by `stepMs`. */
export class Story {
  state: State = initialState;
  #at = 0;
  readonly #stepMs: number;

  constructor({ stepMs = 100 }: { stepMs?: number } = {}) {
    this.#stepMs = stepMs;
  }

  /** Press keys on a leg of the call, one after another; says what the last one led to. */
  press(
    keys: string,
    { legId = 'callee', by = account, in: where = call, undelivered = false } = {},
  ): string {
    return (
      [...keys]
        .map((digit) =>
          this.happens({
            type: 'DigitPressed',
            legId,
            digit,
            undelivered,
            call: where,
            account: by,
            handledAt: this.#at,
          }),
        )
        .at(-1) ?? ''
    );
  }

  /** One input now; says in words what follows. */
  happens(input: DistributiveOmit<Input, 'at'>): string {
    this.#at += this.#stepMs;
    return this.#take({ ...input, at: this.#at } as Input);
  }

  /** The state's own deadline passes. */
  waits(): string {
    assert('deadlineAt' in this.state, `${this.state.status} has no deadline`);
    this.#at = this.state.deadlineAt;
    return this.#take({ type: 'TimerDue', dueAt: this.#at, at: this.#at });
  }

  /** A timer that was started for this time fires. */
  timer(dueAt: number): string {
    this.#at = dueAt;
    return this.#take({ type: 'TimerDue', dueAt, at: dueAt });
  }

  /** The directory knows the number. */
  resolves(dialled: string): string {
    const target = { requestUri: `sip:${dialled}@demo.test`, number: dialled, offNet: false };
    return this.happens({ type: 'NumberResolved', dialled, target });
  }

  /** The name that the leg was given which is ringing. */
  get ringingLegId(): string {
    const legId = this.state.status === 'Idle' ? null : dialledLegIdOf(this.state);
    assert(legId !== null, `${this.state.status} has nobody who rings`);
    return legId;
  }

  answers(legId: string): string {
    return this.happens({ type: 'LegAnswered', legId, party: { mediaCall: 'm', tag: legId } });
  }

  /** The message that is playing takes so long. */
  speaks(durationMs: number): string {
    assert('spoken' in this.state, `nobody speaks in ${this.state.status}`);
    return this.happens({ type: 'AudioStarted', audio: this.state.spoken, durationMs });
  }

  get over(): boolean {
    return isFinal(this.state);
  }

  #take(input: Input): string {
    const decision = decide(input, this.state);
    this.state = decision.events.reduce(evolve, this.state);
    return inWords(decision);
  }
}
