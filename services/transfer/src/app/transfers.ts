import { randomUUID } from 'node:crypto';
import {
  createWorkflow,
  type Log,
  type Store,
  type Workflow,
  type WorkflowRecord,
} from '@cordboard/messaging';
import { decide, evolve, initialState, isFinal } from '../domain/decider.ts';
import type { Command, Event, Input, Request } from '../domain/messages.ts';
import { isRequest, type Refusal, refusalOf } from '../domain/requests.ts';
import type { State } from '../domain/state.ts';

/** What is stored of a call: the state, and what is still to be carried out. */
export type TransferRecord = WorkflowRecord<State, Event, Command>;

/** The edges of the service. */
export interface Edges {
  store: Store<TransferRecord>;
  /** Resolves when the event is stored for others. The same `id` again is the same event. */
  publish: (callId: string, event: Event, id: string) => Promise<void>;
  /** May return the command's result as the next input. Rejects where trying again can help. */
  execute: (callId: string, command: Command) => Promise<Input | undefined>;
  log: Log;
}

/** The decider at work. */
export interface Transfers extends Workflow<Input, State> {
  /**
   * Carry out what a program asks for.
   *
   * @param requestId - The same one again asks for nothing new; what is left to do is done. Absent: one of its own.
   * @returns Why it cannot be done in the state that the call was in; null where it is done.
   * @throws What `execute` or the store threw.
   */
  request(callId: string, request: Request, requestId?: string): Promise<Refusal | null>;
  /** Carry out what is left of a request. @returns false where none of this id was carried out in the call of late. */
  resumeRequest(callId: string, requestId: string): Promise<boolean>;
}

/** Load a call's state, decide, store, publish, carry out. */
export const transfers = ({ store, publish, execute, log }: Edges): Transfers => {
  // Nobody else knows in which state a request was decided on.
  const refusals = new WeakMap<Request, Refusal | null>();
  const workflow = createWorkflow<Input, State, Event, Command>({
    store,
    log,
    // How a call's last transfer has ended means something for a while.
    initial: (_, last) => last ?? initialState,
    decide: (input, state) => {
      if (isRequest(input)) refusals.set(input, refusalOf(input, state));
      return decide(input, state);
    },
    evolve,
    isFinal,
    publish: async (callId, events, inputId) => {
      await Promise.all(
        events.map((event, index) => publish(callId, event, `${callId}:${inputId}:${index}`)),
      );
    },
    execute,
  });
  return {
    handle: (callId, inputId, input) => workflow.handle(callId, inputId, input),
    resume: (callId, inputId) => workflow.resume(callId, inputId),
    resumeRequest: (callId, requestId) => workflow.resume(callId, idOf(requestId)),
    peek: (callId) => workflow.peek(callId),
    traceOf: (callId) => workflow.traceOf(callId),
    request: async (callId, request, requestId = randomUUID()) => {
      await workflow.handle(callId, idOf(requestId), request);
      return refusals.get(request) ?? null;
    },
  };
};

const idOf = (requestId: string): string => `request:${requestId}`;
