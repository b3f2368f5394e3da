import {
  createWorkflow,
  type Log,
  type Store,
  type Workflow,
  type WorkflowRecord,
} from '@cordboard/messaging';
import { decide, evolve, initialState, isFinal } from '../domain/decider.ts';
import type { Command, Event, Input } from '../domain/messages.ts';
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

/** Load a call's state, decide, store, publish, carry out: the decider at work. */
export const transfers = ({ store, publish, execute, log }: Edges): Workflow<Input, State> =>
  createWorkflow<Input, State, Event, Command>({
    store,
    log,
    initial: () => initialState,
    decide,
    evolve,
    isFinal,
    publish: async (callId, events, inputId) => {
      await Promise.all(
        events.map((event, index) => publish(callId, event, `${callId}:${inputId}:${index}`)),
      );
    },
    execute,
  });
