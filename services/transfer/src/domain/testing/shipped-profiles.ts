import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { FeatureProfile } from '../account.ts';
import { telecube } from './samples.ts';

/** The feature profiles that ship, by name, as their files have them. */
export const shippedProfiles = ['telecube', 'mobile', 'inline', 'hash'] as const;
export type ShippedProfile = (typeof shippedProfiles)[number];

/** A profile of the directory `profiles`. */
export const shippedProfile = (name: ShippedProfile): FeatureProfile => {
  const file = new URL(`../../../../../../profiles/${name}.yaml`, import.meta.url);
  const { codes, timings, calls } = parse(readFileSync(file, 'utf8'));
  const none = { startAttended: '', startBlind: '', return: '', conference: '', terminator: '' };
  const known = Object.entries({ ...none, ...codes }).filter(([code]) => code in telecube);
  return { ...telecube, ...Object.fromEntries(known), ...timings, calls };
};
