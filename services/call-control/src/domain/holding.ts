/** What two who belong together hear while one of them, or both, have the other one on hold. */
import type { AnsweredLeg } from './call.ts';
import type { Command } from './messages.ts';

/** Whether SDP puts whoever gets it on hold: by its audio, or by what holds for all where that says nothing (RFC 3264 §8.4, RFC 8866 §6.7). */
export const holds = (sdp: string): boolean => {
  const [session = '', ...medias] = sdp.split(/^(?=m=)/m);
  const audio = medias.find((media) => media.startsWith('m=audio')) ?? '';
  return ['sendonly', 'inactive'].includes(directionIn(audio) ?? directionIn(session) ?? '');
};

const directionIn = (lines: string): string | undefined =>
  /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m.exec(lines)?.[1];

type Side = Pick<AnsweredLeg, 'party' | 'held'>;

/** Whoever holds is sent nothing (RFC 3264 §5.1, §8.4), and leaves the other one with music; where nobody holds, they talk. */
export const soundOf = (one: Side, other: Side): Command => {
  const sides = [one, other];
  const holding = sides.filter(({ held }) => held);
  if (holding.length === 0) return { type: 'Connect', party: one.party, other: other.party };
  return {
    type: 'Hold',
    holding: holding.map(({ party }) => party),
    waiting: sides.filter(({ held }) => !held).map(({ party }) => party),
  };
};
