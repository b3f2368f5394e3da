import { randomBytes } from 'node:crypto';
import { call as contract } from '@cordboard/contracts';
import { type Bus, partitionOf, publish } from '@cordboard/messaging';

type Fact = NonNullable<contract.CallEvent['fact']>;

/** A call between a customer (`caller`) and an employee (`callee`, account 101), whose facts go to the stream CALLS. */
export class TestCall {
  /** Names the media call, too. */
  readonly callId = randomBytes(8).toString('hex');
  readonly #bus: Bus;
  readonly #legs = new Map<string, contract.Leg>();
  #facts = 0;

  /**
   * @param employee - How the employee's leg differs from that of a phone of account 101.
   * @param number - The customer's; empty: he is anonymous.
   */
  constructor(
    bus: Bus,
    employee: Partial<contract.Leg> = { account: '101@demo.test' },
    number = '+48600100200',
  ) {
    this.#bus = bus;
    this.#legs.set('caller', this.#leg('caller', { partnerLegId: 'callee', trunk: 'carrier', number }));
    this.#legs.set('callee', this.#leg('callee', { partnerLegId: 'caller', ...employee }));
  }

  /** Keys of a leg, one fact each. */
  async presses(legId: string, keys: string, { undelivered = false } = {}): Promise<void> {
    for (const digit of keys) {
      await this.#tell('digit-pressed', { $case: 'digitPressed', value: { legId, digit, undelivered } });
    }
  }

  async rings(legId: string): Promise<void> {
    this.#legs.set(legId, this.#leg(legId, { state: contract.LegState.LEG_STATE_RINGING }));
    await this.#tell('leg-ringing', { $case: 'legRinging', value: { legId } });
  }

  async answers(legId: string): Promise<void> {
    this.#legs.set(legId, this.#leg(legId, {}));
    await this.#tell('leg-answered', { $case: 'legAnswered', value: { legId } });
  }

  async isBusy(legId: string): Promise<void> {
    this.#legs.delete(legId);
    const kind = contract.FailureKind.FAILURE_KIND_BUSY;
    await this.#tell('leg-failed', {
      $case: 'legFailed',
      value: { legId, sipStatus: 486, reason: 'Busy Here', kind },
    });
  }

  async hangsUp(legId: string): Promise<void> {
    this.#legs.delete(legId);
    const endedBy = contract.EndedBy.ENDED_BY_PARTY;
    await this.#tell('leg-ended', { $case: 'legEnded', value: { legId, endedBy, q850Cause: 16 } });
  }

  /** The leg's phone sends REFER. */
  async refers(legId: string, referTo: string, replaces?: contract.ReplacedCall): Promise<void> {
    const value = { legId, referralId: '7', referTo, ...(replaces ? { replaces } : {}) };
    await this.#tell('refer-received', { $case: 'referReceived', value });
  }

  /** Another phone takes the leg's place. */
  async isReplaced(legId: string, byLegId: string): Promise<void> {
    this.#legs.delete(legId);
    this.#legs.set(byLegId, this.#leg(byLegId, {}));
    await this.#tell('leg-replaced', { $case: 'legReplaced', value: { legId, byLegId } });
  }

  /** Its legs go into another call. */
  async isMerged(intoCallId: string): Promise<void> {
    this.#legs.clear();
    await this.#tell('call-merged', { $case: 'callMerged', value: { intoCallId } });
  }

  async ends(): Promise<void> {
    this.#legs.clear();
    await this.#tell('call-ended', { $case: 'callEnded', value: {} });
  }

  /** The call as it is now. */
  get call(): contract.Call {
    return {
      callId: this.callId,
      anchored: false,
      dialled: '+48221000101',
      origin: contract.CallOrigin.CALL_ORIGIN_UNSPECIFIED,
      legs: [...this.#legs.values()],
    };
  }

  async #tell(name: string, fact: Fact): Promise<void> {
    const { callId, call } = this;
    const event: contract.CallEvent = { callId, atMs: Date.now(), call, fact };
    this.#facts += 1;
    await publish(this.#bus, {
      subject: `call.${partitionOf(callId)}.${callId}.${name}`,
      data: JSON.stringify(contract.CallEvent.toJSON(event)),
      id: `${callId}:${this.#facts}`,
    });
  }

  #leg(legId: string, fields: Partial<contract.Leg>): contract.Leg {
    return {
      legId,
      state: contract.LegState.LEG_STATE_ANSWERED,
      party: { mediaCall: this.callId, tag: legId },
      account: '',
      trunk: '',
      number: legId,
      displayName: '',
      partnerLegId: '',
      forwardedFor: '',
      ...fields,
    };
  }
}
