/** Two calls become one. Each is a record of its own, handled on its own; what one has for the other goes by a stored command. */
import { randomBytes } from 'node:crypto';
import type { Workflow } from '@cordboard/messaging';
import type { Anchored, State } from '../domain/call.ts';
import { joining, joiningId } from '../domain/merging.ts';
import type { Input } from '../domain/messages.ts';
import { CannotMerge, NoSuchCall, unlessGone } from './errors.ts';

export interface MergingOptions {
  readonly workflow: Workflow<Input, State>;
  readonly anchor: (callId: string) => Promise<Anchored>;
}

export class Merging {
  readonly #options: MergingOptions;

  constructor(options: MergingOptions) {
    this.#options = options;
  }

  /**
   * Bring the legs of `other` into a call. The same again finishes what was begun.
   *
   * @throws {NoSuchCall} One of the two has ended.
   * @throws {CannotMerge} The other is not just two answered legs that belong together.
   */
  async merge(callId: string, other: string): Promise<Anchored> {
    const { workflow, anchor } = this.#options;
    await anchor(callId);
    await anchor(other).catch(unlessGone); // it may have gone into this one already
    const attempt = randomBytes(8).toString('hex');
    const tell = (input: Input) => workflow.handle(callId, `${input.type}:${other}:${attempt}`, input);
    await tell({ type: 'MergeExpected', other, at: Date.now() });
    const left = await workflow.handle(other, `merge:${callId}:${attempt}`, {
      type: 'MergeRequested',
      into: callId,
      at: Date.now(),
    });
    if (left.status !== 'Merged' || left.into !== callId) {
      await tell({ type: 'MergeAbandoned', other, at: Date.now() });
      throw left.status === 'Anchored' ? new CannotMerge(other) : new NoSuchCall(other);
    }
    // The stored command brings the same legs by the same id: whichever comes first.
    const joined = await workflow.handle(callId, joiningId(other), joining(left, Date.now()));
    if (joined.status !== 'Anchored') throw new NoSuchCall(callId);
    return joined;
  }
}
