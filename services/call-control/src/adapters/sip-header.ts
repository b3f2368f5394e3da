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

/** The values of a header that may come several times, on lines of their own or with commas between them (RFC 3261 §7.3.1). */
export const headers = (block: string, name: string, compact?: string): readonly string[] => {
  const names = compact === undefined ? name : `${name}|${compact}`;
  const lines = block.matchAll(new RegExp(`^(?:${names})[ \\t]*:[ \\t]*(.*(?:\\r?\\n[ \\t].*)*)`, 'gim'));
  return [...lines].flatMap(([, value = '']) => splitAtCommas(value.replace(/\r?\n[ \t]+/g, ' ')));
};

/** Commas in quotes or in a URI between angle brackets separate nothing. */
const splitAtCommas = (value: string): readonly string[] =>
  [...value.matchAll(/(?:"(?:\\.|[^"\\])*"|<[^>]*>|[^,"<])+/g)].map(([part]) => part.trim());

/** The URI of a name-addr or an addr-spec (RFC 3261 §25.1); without brackets what follows a semicolon belongs to the header. */
export const uriOf = (value: string): string =>
  /^(?:"(?:\\.|[^"\\])*"|[^"<])*<([^>]*)>/.exec(value)?.[1]?.trim() ?? value.replace(/[;\s].*$/s, '');

/** The display name of a name-addr, or empty. */
export const displayNameOf = (value: string): string => {
  const [, quotedName, words = ''] = /^(?:"((?:\\.|[^"\\])*)"|([^<"]*))\s*</.exec(value) ?? [];
  return quotedName === undefined ? words.trim() : unquoted(quotedName);
};

/** Without the backslashes of quoted pairs (RFC 3261 §25.1). */
export const unquoted = (text: string): string => text.replace(/\\(.)/g, '$1');
