import type { BaresipPlace } from './baresip/config.ts';

/** First and last UDP port of the phones' RTP and RTCP; apart from the ports that rtpengine uses. */
export const mediaPorts = [20_000, 23_999] as const;
/** First and last port on which phones take SIP. */
export const sipPorts = [25_000, 25_199] as const;
const controlPortBase = 26_000;
const mediaPortsEach = 20;
const places = sipPorts[1] - sipPorts[0] + 1;

let taken = 0;

/** The next free place for a phone at this IP address; after 200 the first comes again. */
export const nextPlace = (address: string): BaresipPlace => {
  const index = taken++ % places;
  const rtp = mediaPorts[0] + index * mediaPortsEach;
  return {
    address,
    sipPort: sipPorts[0] + index,
    rtpPorts: [rtp, rtp + mediaPortsEach - 1],
    controlPort: controlPortBase + index,
  };
};
