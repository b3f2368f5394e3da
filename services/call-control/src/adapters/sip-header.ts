/** Reading and writing the few SIP headers that call-control handles itself (RFC 3261 §20). */

/** The value of a header in a header block, or empty. Compact forms are tried too (RFC 3261 §7.3.3). */
export const header = (block: string, name: string, compact?: string): string => {
  const names = compact === undefined ? name : `${name}|${compact}`;
  const found = new RegExp(`^(?:${names})[ \\t]*:[ \\t]*(.*(?:\\r?\\n[ \\t].*)*)`, 'im').exec(block);
  return found?.[1]?.replace(/\r?\n[ \t]+/g, ' ').trim() ?? '';
};

/** Whether an Allow header names a method. */
export const allows = (allow: string, method: string): boolean =>
  allow
    .split(',')
    .map((word) => word.trim().toUpperCase())
    .includes(method);

/**
 * The ITU-T Q.850 cause of a Reason header (RFC 3326), or 16, normal clearing.
 */
export const q850Cause = (reason: string): number => {
  const cause = /Q\.850\s*;[^,]*?cause\s*=\s*(\d{1,3})/i.exec(reason)?.[1];
  return cause === undefined ? 16 : Number(cause);
};

/** A route set as Kamailio publishes it, "<sip:a;lr>,<sip:b;lr>", one URI each. */
export const routeSet = (routes: string): readonly string[] =>
  [...routes.matchAll(/<([^>]+)>/g)].flatMap(([, uri]) => (uri === undefined ? [] : [uri]));

/** A display name as a quoted string (RFC 3261 §25.1). */
export const quoted = (display: string): string =>
  display === '' ? '' : `"${display.replace(/[\\"]/g, (char) => `\\${char}`).replace(/[\r\n]/g, ' ')}" `;
