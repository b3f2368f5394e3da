import { type Decision, nothing } from './messages.ts';
import type { Occurrence, Phase } from './occurrences.ts';
import type { State, Transfer } from './state.ts';
import { collectingNumber } from './states/collecting-number.ts';
import { conferring } from './states/conferring.ts';
import { consulting } from './states/consulting.ts';
import { explainingFailure } from './states/explaining-failure.ts';
import { apologising, inVoicemail } from './states/last-words.ts';
import { mergingCalls } from './states/merging-calls.ts';
import { recalling } from './states/recalling.ts';
import { rerouting } from './states/rerouting.ts';
import { resolvingNumber } from './states/resolving-number.ts';
import { resolvingRoute } from './states/resolving-route.ts';
import { targetRinging } from './states/target-ringing.ts';
import { targetRingingReferred } from './states/target-ringing-referred.ts';
import { targetRingingUnattended } from './states/target-ringing-unattended.ts';
import { transferorAlone } from './states/transferor-alone.ts';

/** What each state of a transfer makes of each occurrence. */
const phases: { readonly [S in Transfer as S['status']]: Phase<S> } = {
  CollectingNumber: collectingNumber,
  ResolvingNumber: resolvingNumber,
  TargetRinging: targetRinging,
  TargetRingingReferred: targetRingingReferred,
  TargetRingingUnattended: targetRingingUnattended,
  MergingCalls: mergingCalls,
  Consulting: consulting,
  Conferring: conferring,
  ExplainingFailure: explainingFailure,
  Recalling: recalling,
  ResolvingRoute: resolvingRoute,
  Rerouting: rerouting,
  Apologising: apologising,
  InVoicemail: inVoicemail,
  TransferorAlone: transferorAlone,
};

/** Whether an occurrence means anything in a state. */
export const reactsTo = (type: Occurrence['type'], state: Transfer): boolean => type in phases[state.status];

/** What follows from an occurrence in a state. */
export const occur = (occurrence: Occurrence, state: State): Decision => {
  if (state.status === 'Idle') return nothing;
  // The compiler cannot see that a state and the phase of its name fit together; the type of `phases` makes them.
  const phase = phases[state.status] as unknown as Partial<
    Record<Occurrence['type'], (occurrence: Occurrence, state: State) => Decision>
  >;
  return phase[occurrence.type]?.(occurrence, state) ?? nothing;
};
