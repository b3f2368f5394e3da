import { parseArgs } from 'node:util';

/** What an option may be. @throws What is wrong with the text. */
type Rule<T> = (text: string) => T;

export const wholeNumber =
  (min: number): Rule<number> =>
  (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= min) return value;
    throw new Error(`must be a whole number from ${min}`);
  };

/** An option without a value; it is `true` where it is given. */
export const flag = true;

/** Exit status of a program that could not even begin. */
const CANNOT_BEGIN = 2;

/** End the program before it has begun anything. */
export const refuse = (sentence: string, usage: string): never => {
  console.error(`${sentence}\n\n${usage}`);
  process.exit(CANNOT_BEGIN);
};

/** The program's options; a wrong one, and `--help`, end it with the usage. */
export const optionsOf = <Rules extends Record<string, Rule<unknown> | typeof flag>>(
  usage: string,
  rules: Rules,
): { readonly [Name in keyof Rules]?: Rules[Name] extends Rule<infer T> ? T : true } => {
  const given = parse(rules, usage);
  if (given.help === true) {
    console.log(usage);
    process.exit(0);
  }
  const read = (name: string, text: unknown) => {
    const rule = rules[name];
    if (typeof rule !== 'function') return text;
    try {
      return rule(String(text));
    } catch (error) {
      return refuse(`--${name} ${text}: ${error instanceof Error ? error.message : error}`, usage);
    }
  };
  const values = Object.entries(given).map(([name, text]) => [name, read(name, text)]);
  return Object.fromEntries(values);
};

const parse = (rules: object, usage: string): Record<string, unknown> => {
  const options = Object.entries(rules).map(
    ([name, rule]) => [name, { type: rule === flag ? 'boolean' : 'string' }] as const,
  );
  try {
    return parseArgs({ options: { ...Object.fromEntries(options), help: { type: 'boolean', short: 'h' } } })
      .values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error), usage);
  }
};
