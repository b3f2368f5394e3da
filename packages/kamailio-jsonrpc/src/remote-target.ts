/** Where a request goes: what its Request-URI says and the address that it is sent to. */
export type RemoteTarget = { readonly requestUri: string; readonly nextHop: string };

const alias = /;alias=([^;~>]+)~(\d+)~(\d)(?=[;?>]|$)/;
const transports: Readonly<Record<string, string>> = { 1: 'udp', 2: 'tcp', 3: 'tls' };

/**
 * Resolve a Contact in which Kamailio noted the address that its owner really sends from (`;alias=ip~port~protocol`).
 * The owner gets its URI back as it wrote it; the request goes to that address, over the connection that is open there.
 *
 * @returns `nextHop` '' where the URI itself says where to send.
 * @see RFC 3261 §12.2.1.1, the remote target; Kamailio's nathelper, `set_contact_alias`.
 */
export const resolveRemoteTarget = (uri: string): RemoteTarget => {
  const match = alias.exec(uri);
  const transport = match?.[3] && transports[match[3]];
  if (!match || !transport) return { requestUri: uri, nextHop: '' };
  return {
    requestUri: uri.replace(match[0], ''),
    nextHop: `sip:${match[1]}:${match[2]};transport=${transport}`,
  };
};
