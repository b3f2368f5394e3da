import type { ComponentName, Stack } from '@cordboard/local';
import type { Lab } from '../lab.ts';
import { type Site, sites } from '../sites.ts';
import { callAndTalk } from '../steps.ts';
import { type Moment, moments } from './states.ts';

const victims = ['directory', 'media-control', 'call-control', 'transfer', 'nats', 'kamailio'] as const;

/** Somebody who is killed at some moment of a transfer of some profile. */
export interface Cell {
  readonly site: Site;
  readonly moment: Moment;
  readonly victim: ComponentName;
}

/** All of them. */
export const cells: readonly Cell[] = moments.flatMap((moment) =>
  (moment.at ?? sites).flatMap((site) => victims.map((victim) => ({ site, moment, victim }))),
);

/** For a person, and to choose it by. */
export const nameOf = ({ site, moment, victim }: Cell): string =>
  `${site.profile}, ${moment.name}, ${victim}`;

/** Kill the component at that moment, start it again, and go on with the transfer. */
export const play = async (lab: Lab, stack: Stack, cell: Cell): Promise<void> => {
  const { site, moment, victim } = cell;
  const cast = await site.cast(lab);
  await callAndTalk(cast.transferee, site.number, cast.transferor);
  await moment.reach(cast, site);
  await stack.kill(victim);
  await stack.start(victim);
  if (victim === 'kamailio' && moment.goOnUnrung) await moment.goOnUnrung(cast, site);
  else await moment.goOn(cast, site);
};
