import type { TraceParent } from './trace.ts';

/** What one input set off: stored before it is carried out, so that a crash in between loses nothing. */
export type Step<Event, Command> = {
  id: string;
  /** Milliseconds since 1970 at which it was decided. */
  at: number;
  events: Event[];
  commands: Command[];
};

/** A workflow as it is stored. */
export type WorkflowRecord<State, Event, Command> = {
  state: State;
  /** The inputs handled last, oldest first: an input that is delivered again is known. */
  recent: string[];
  /** Steps that may not have been carried out wholly, in order. */
  pending: Step<Event, Command>[];
  /** The trace that all this belongs to; absent where nothing traces. */
  trace?: TraceParent | undefined;
};

/** Inputs remembered. More are never in flight for one key. */
const RECENT = 32;

/** The record after a step. */
export const withStep = <State, Event, Command>(
  record: WorkflowRecord<State, Event, Command>,
  step: Step<Event, Command>,
  evolve: (state: State, event: Event) => State,
  /** A step that is carried out by the new one being stored. */
  finished?: Step<Event, Command>,
  trace: TraceParent | undefined = record.trace,
): WorkflowRecord<State, Event, Command> => ({
  state: step.events.reduce(evolve, record.state),
  recent: [...record.recent, step.id].slice(-RECENT),
  pending: [...record.pending.filter((other) => other !== finished), step],
  trace,
});
