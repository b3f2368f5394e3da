import type { Decision } from './messages.ts';
import type { State } from './state.ts';

/** Say of each event of a transfer which transfer it is about. */
export const named = ({ events, commands }: Decision, state: State): Decision => {
  const started = events.find(({ type }) => type === 'TransferStarted');
  const transfer = state.status === 'Idle' ? started?.at : state.startedAt;
  if (transfer === undefined) return { events, commands };
  return { events: events.map((event) => ({ ...event, transfer })), commands };
};
