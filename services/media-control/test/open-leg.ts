import type { RtpPhone } from './rtp-phone.ts';
import type { Stand } from './stand.ts';

/** The leg X of our own, at 900 Hz, as call-control opens one. */
export const openLeg = async (
  stand: Stand,
  mediaCall: string,
  { law = 'PCMA', isNew }: { law?: 'PCMA' | 'PCMU'; isNew?: boolean } = {},
): Promise<RtpPhone> => {
  const x = await stand.phone({ hz: 900, law });
  const party = { mediaCall, tag: 'X' };
  const { sdp } = await stand.rpc.createOffer({ party, isNew });
  const events = Number(/a=rtpmap:(\d+) telephone-event/.exec(sdp)?.[1]);
  await stand.rpc.acceptAnswer({ party, sdp: x.sdp({ events }) });
  x.talkTo(sdp);
  return x;
};
