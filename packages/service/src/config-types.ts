import { z } from 'zod';

const HIGHEST_PORT = 65_535;

/** A whole number from `min` to `max`, both included. */
export const wholeNumber = (min: number, max: number) => {
  const rule = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number(rule).int(rule).min(min, rule).max(max, rule);
};

/** A duration in milliseconds, from `min` to `max`. */
export const milliseconds = (min: number, max: number) => {
  const rule = `must be milliseconds, ${min} to ${max}`;
  return z.coerce.number(rule).int(rule).min(min, rule).max(max, rule);
};

/** "host:port", with square brackets around an IPv6 address. Port 0 lets the system choose when listening. */
export const address = () => {
  const rule = 'must be host:port, e.g. 10.99.0.1:7004';
  return z.string(rule).refine((text) => {
    const match = /^(?:\[[0-9a-fA-F:.]+\]|[^\s:[\]/]+):(\d{1,5})$/.exec(text);
    return match !== null && Number(match[1]) <= HIGHEST_PORT;
  }, rule);
};

/** A URL with one of the given schemes, e.g. `url('postgresql', 'postgres')`. */
export const url = (...schemes: string[]) => {
  const rule = `must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  return z
    .string(rule)
    .refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)), rule);
};

/** Texts with a separator between them; at least one. */
export const list = (separator: string) =>
  z
    .string(`must be a list with "${separator}" between its items`)
    .transform((text) =>
      text
        .split(separator)
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    )
    .refine((items) => items.length > 0, `must be a list with "${separator}" between its items`);

/** "n1=http://10.0.0.1:5061/RPC,n2=…" as a map from name to URL. */
export const namedUrls = () => {
  const rule = 'must be name=URL pairs with commas between them, each name once';
  return z.string(rule).transform((text, context): ReadonlyMap<string, string> => {
    const pairs = text.split(',').map((pair) => /^\s*([\w-]+)=(\S+)\s*$/.exec(pair));
    const urls = new Map(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? ''] as const));
    if (urls.size < pairs.length || ![...urls.values()].every((value) => URL.canParse(value))) {
      context.addIssue(rule);
    }
    return urls;
  });
};
