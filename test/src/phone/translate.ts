import type { BaresipEvent } from '../baresip/process.ts';
import type { PhoneEvent, PhoneEventType } from './event-log.ts';

const types: Record<string, PhoneEventType> = {
  REGISTER_OK: 'registered',
  REGISTER_FAIL: 'registration-failed',
  CALL_INCOMING: 'incoming',
  CALL_RINGING: 'ringing',
  CALL_PROGRESS: 'early-media',
  CALL_ESTABLISHED: 'answered',
  CALL_CLOSED: 'closed',
};

/** baresip's event in our words; undefined for those that say nothing about a call's course. */
export const translate = (event: BaresipEvent): PhoneEvent | undefined => {
  const type = event.type === 'CALL_REMOTE_SDP' && event.param === 'offer' ? 'offered' : types[event.type];
  if (!type) return undefined;
  return {
    at: event.at,
    type,
    callId: event.id ?? '',
    peer: event.peeruri ?? '',
    peerName: event.peerdisplayname ?? '',
    detail: event.param ?? '',
  };
};
