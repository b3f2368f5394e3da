/** What one who watches calls is told, out of the facts of Kamailio and ours. */
import type { callControl, call as contract } from '@cordboard/contracts';
import { plainCallOf } from './call-events.ts';
import { type DialogFact, plainCall } from './kamailio-facts.ts';

type Told = callControl.WatchCallsResponse;

/**
 * The calls that a watcher has been told of. Facts that were under way while the calls were listed may come although the list
 * has them already: a change is told at least once, and those of one call in their order.
 */
export class CallChanges {
  readonly #known = new Map<string, 'plain' | 'anchored'>();

  /** A call as it is. */
  call(call: contract.Call): Told {
    this.#known.set(call.callId, call.anchored ? 'anchored' : 'plain');
    return { change: { $case: 'call', value: call } };
  }

  /** What Kamailio says about a plain call. */
  dialog(fact: DialogFact): readonly Told[] {
    const { callId } = fact;
    const known = this.#known.get(callId);
    switch (fact.state) {
      case 'answered':
        return known === undefined ? [this.call(plainCallOf(plainCall(fact)))] : [];
      case 'anchored':
        if (known !== undefined) this.#known.set(callId, 'anchored');
        return [];
      case 'ended':
        if (known !== 'plain') return [];
        this.#known.delete(callId);
        return [{ change: { $case: 'plainCallEnded', value: { callId } } }];
    }
  }

  /** What happens to an anchored call. */
  event(event: contract.CallEvent): readonly Told[] {
    const { callId, call, fact } = event;
    if (fact === undefined || call === undefined) return [];
    const isKnown = this.#known.has(callId);
    // One that a program started has come to nothing before anybody rang.
    const hasFailed = !isKnown && fact.$case === 'legFailed';
    // A digit in a plain call, or the end of one that was over before it was told of.
    if (!call.anchored && !hasFailed && (!isKnown || fact.$case === 'digitPressed')) return [];
    const begun = isKnown || !call.anchored ? [] : [this.call(call)];
    if (fact.$case === 'callEnded' || fact.$case === 'callMerged') this.#known.delete(callId);
    else this.#known.set(callId, 'anchored');
    return [...begun, { change: { $case: 'event', value: event } }];
  }
}
