import { addresses } from '@cordboard/local';

/** `host:port` of the simulated carrier, and of all the tenant's phones. The stack's isolation has both addresses. */
export const CARRIER = '10.99.0.2:5060';
export const PHONES = '10.99.0.3:5060';

/** `host:port` that rtpengine reports digits to (deploy/kamailio/site.cfg). */
export const DTMF_EVENTS = '127.0.0.1:2224';

/** Where the way of a digit is watched. */
export const sights = {
  dtmfEvents: DTMF_EVENTS,
  nats: addresses.nats,
  mediaControl: addresses.mediaControl,
  rtpengine: addresses.rtpengine,
} as const;
