import type { Lab } from '../lab.ts';
import type { ScriptedPhone } from '../scripted/scripted-phone.ts';
import { type Site, sites } from '../sites.ts';

/** The phones of one profile: they stay from call to call. */
export interface Troupe {
  readonly site: Site;
  readonly transferee: ScriptedPhone;
  readonly transferor: ScriptedPhone;
  readonly target: ScriptedPhone;
}

const troupe = async (lab: Lab, site: Site): Promise<Troupe> => {
  const { domain } = site;
  const isForwarded = site.number.startsWith('+');
  const [transferee, transferor, target] = await Promise.all([
    isForwarded ? lab.scriptedMobile('+48600100300') : lab.scripted('102', { domain }),
    isForwarded ? lab.scriptedMobile('+48600100301') : lab.scripted('101', { domain }),
    lab.scripted('103', { domain }),
  ]);
  return { site, transferee, transferor, target };
};

/** One for each profile. */
export const troupes = (lab: Lab): Promise<Troupe[]> => Promise.all(sites.map((site) => troupe(lab, site)));
