import assert from 'node:assert/strict';
import type { Event } from '../messages.ts';
import { deadlineOf, dialledLegIdOf, type Transfer } from '../state.ts';
import type { Exchange } from './exchange.ts';

/** What holds whenever all news has arrived. */
export const assertSoundNow = (exchange: Exchange): void => {
  const { state, legs } = exchange;
  for (const legId of legs.named('answered')) {
    const dead = legs.heardBy(legId).filter((heard) => legs.get(heard)?.state === 'over');
    assert.deepEqual(dead, [], `${legId} hears somebody who has gone`);
  }
  const wanted = state.status === 'Idle' ? null : dialledLegIdOf(state);
  assert.deepEqual(
    legs.named('ringing').filter((legId) => legId !== wanted),
    [],
    'somebody rings for nothing',
  );
  if (state.status !== 'Idle') assertSoundDuring(exchange, state);
};

const assertSoundDuring = (exchange: Exchange, state: Transfer): void => {
  const { legs } = exchange;
  const { transferor, transferee } = state;
  const { status } = state;
  if (status === 'Conferring') {
    assertTalking(exchange, transferor.legId, transferee.legId, state.target.legId);
  } else if (legs.named('answered').includes(transferee.legId)) {
    assert.deepEqual(legs.heardBy(transferee.legId), [], 'the transferee hears a party during a transfer');
  }
  if (status === 'Consulting') assertTalking(exchange, transferor.legId, state.target.legId);
  for (const legId of [transferor.legId, transferee.legId]) {
    assert.equal(legs.get(legId)?.partner, null, 'a hang-up would take the other party along');
  }
  const deadline = deadlineOf(state);
  if (deadline !== null) {
    assert.equal(exchange.timers.get('deadline'), deadline, `${status} has no timer for its deadline`);
  }
};

/** Every transfer that starts ends once, before another one starts, and says nothing after that. */
export const assertEachEndsOnce = ({ events, state }: Exchange): void => {
  let running: number | null = null;
  for (const { type, at, transfer } of events) {
    if (type === 'TransferStarted') {
      assert.equal(running, null, 'a second transfer starts');
      running = at;
    }
    if (isAboutTransfer(type)) assert.equal(transfer, running, `${type} is not about the transfer`);
    if (type === 'TransferEnded') running = null;
  }
  assert.equal(running !== null, state.status !== 'Idle');
};

const isAboutTransfer = (type: Event['type']): boolean =>
  /^Transfer|^Target|^Number|^Recall|^Rerouting/.test(type);

/** Whoever has sent REFER is told how it has ended, unless he has gone himself. */
const assertEachReferralReported = ({ referrals, services, legs }: Exchange): void => {
  for (const [referralId, legId] of referrals) {
    if (legs.get(legId)?.state === 'over') continue;
    assert((services.reports.get(referralId) ?? 0) >= 200, `${legId} waits for the end of its REFER`);
  }
};

/** What holds once nobody does anything any more and all time has passed. */
export const assertSoundAtRest = (exchange: Exchange): void => {
  const { legs, state } = exchange;
  assert.deepEqual(legs.named('ringing', 'cancelled'), [], 'a leg rings for ever');
  assertEachReferralReported(exchange);
  const live = new Set(legs.named('answered'));
  if (state.status === 'Consulting' || state.status === 'Conferring') {
    for (const { legId } of [state.transferor, state.transferee, state.target]) {
      assert(live.delete(legId), `${legId} has gone, and nobody has noticed`);
    }
  } else {
    assert.equal(state.status, 'Idle', `at rest in ${state.status}`);
  }
  if (legs.live.length === 0) assert(!exchange.remembered, 'the call is over but not forgotten');
  for (const legId of live) {
    const partner = legs.get(legId)?.partner ?? '';
    assert(live.has(partner), `${legId} is alone`);
    assert.equal(legs.get(partner)?.partner, legId, 'the one who is left would not be hung up');
    assertTalking(exchange, legId, partner);
  }
};

/** They hear one another and nobody else. */
const assertTalking = ({ legs }: Exchange, ...legIds: readonly string[]): void => {
  for (const legId of legIds) {
    const others = legIds.filter((other) => other !== legId);
    assert.deepEqual(new Set(legs.heardBy(legId)), new Set(others), `${legId} does not hear whom it should`);
  }
};
