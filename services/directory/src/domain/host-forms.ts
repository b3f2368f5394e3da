const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';

/** Regular expression of a host's name. The last label begins with a letter (RFC 3261 §25.1), so that no address is one. */
export const hostName = `(?:${label}\\.)*[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?`;

/**
 * Regular expression of an IPv4 address in the one usual spelling. "010.99.0.2" and "266.99.0.2" would be compared as other hosts, and be
 * sent to 10.99.0.2 all the same.
 */
export const ipv4 = `${octet}(?:\\.${octet}){3}`;
