import type { Replaces } from '../domain/replacing.ts';

/**
 * Read a Replaces.
 *
 * @returns undefined where a tag is missing or there is no Call-ID.
 * @see RFC 3891 §6.1
 */
export const replaces = (value: string): Replaces | undefined => {
  const [sipCallId = '', ...params] = value.split(';').map((part) => part.trim());
  const param = (name: string): string | undefined =>
    params.find((each) => each.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
  const [toTag, fromTag] = [param('to-tag'), param('from-tag')];
  if (sipCallId === '' || !toTag || !fromTag) return undefined;
  const earlyOnly = params.some((each) => each.toLowerCase() === 'early-only');
  return { sipCallId, toTag, fromTag, earlyOnly };
};
