import { addresses } from '@cordboard/local';
import { Pacer } from '../media/pacer.ts';
import { UserAgent } from '../sip/user-agent.ts';
import { CARRIER, PHONES } from '../site.ts';
import { accounts } from '../tenant.ts';
import type { Ends } from './calls.ts';

/** Registrations at the same time. */
const AT_ONCE = 20;

/** Opens the carrier and the phones, all of them registered. */
export const openEnds = async (): Promise<Ends & AsyncDisposable> => {
  const pacer = new Pacer();
  const carrier = await UserAgent.open(CARRIER, addresses.sip, pacer);
  const phones = await UserAgent.open(PHONES, addresses.sip, pacer);
  for (let first = 0; first < accounts.length; first += AT_ONCE) {
    await Promise.all(accounts.slice(first, first + AT_ONCE).map((account) => phones.register(account)));
  }
  const close = async () => {
    pacer.stop();
    for (const agent of [carrier, phones]) agent.close();
  };
  return { carrier, phones, [Symbol.asyncDispose]: close };
};
