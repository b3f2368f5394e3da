/** The user part of a SIP URI: "sip:+48600100200@demo.test" is +48600100200. A URI without one stays as it is. */
export const userOf = (uri: string): string => /^sips?:([^@;>]+)@/i.exec(uri)?.[1] ?? uri;
