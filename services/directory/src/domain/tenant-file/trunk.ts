import { z } from 'zod';
import { text } from '../check.ts';
import { hostName, ipv4 } from '../host-forms.ts';
import { name } from './fields.ts';

const addressRule = 'must be host:port, e.g. 192.0.2.1:5060';
const HIGHEST_PORT = 65_535;

/** A peer that calls are exchanged with by address. */
export const trunk = z.strictObject({
  /** Unique among all tenants: calls are told apart by it. */
  name,
  /** An IP address where the trunk also sends calls to us. */
  address: text(new RegExp(`^(?:${hostName}|${ipv4}):\\d{1,5}$`), addressRule).refine(
    (address) => Number(address.split(':')[1]) <= HIGHEST_PORT,
    addressRule,
  ),
  transport: z.enum(['udp', 'tcp'], 'must be udp or tcp').default('udp'),
  /** To the public network, which costs money; or another PBX of the tenant. */
  kind: z.enum(['carrier', 'pbx'], 'must be carrier or pbx').default('carrier'),
  /** Digest credentials that the peer asks us for (RFC 3261 §22). */
  auth: z
    .strictObject({
      user: text(
        /^[^\s\p{Cc}\p{Cs}"\\]{1,64}$/u,
        'must be 1 to 64 characters, none of them a space, " or \\',
      ),
      password: text(/^[\x20-\x7e]{1,128}$/, 'must be 1 to 128 characters of ASCII'),
    })
    .optional(),
  /** How it wants to be told who diverted a call (RFC 5806, RFC 7044). */
  redirection: z
    .enum(['none', 'diversion', 'history-info'], 'must be none, diversion or history-info')
    .default('none'),
});
