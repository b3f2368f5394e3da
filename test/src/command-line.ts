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

/** Exit status of a program that could not even begin. */
const CANNOT_BEGIN = 2;

/** End the program before it has begun anything. */
export const refuse = (sentence: string, usage: string): never => {
  console.error(`${sentence}\n\n${usage}`);
  process.exit(CANNOT_BEGIN);
};

/** The program's options; a wrong one, and `--help`, end it with the usage. */
export const optionsOf = <Rules extends Record<string, Rule<unknown>>>(
  usage: string,
  rules: Rules,
): { readonly [Name in keyof Rules]?: ReturnType<Rules[Name]> } => {
  const names = Object.keys(rules);
  const given = parse(names, usage);
  if (given.help === true) {
    console.log(usage);
    process.exit(0);
  }
  const read = (name: string, text: unknown) => {
    try {
      return rules[name]?.(String(text));
    } catch (error) {
      return refuse(`--${name} ${text}: ${error instanceof Error ? error.message : error}`, usage);
    }
  };
  const values = Object.entries(given).map(([name, text]) => [name, read(name, text)]);
  return Object.fromEntries(values);
};

const parse = (names: readonly string[], usage: string): Record<string, unknown> => {
  const texts = names.map((name) => [name, { type: 'string' }] as const);
  try {
    return parseArgs({ options: { ...Object.fromEntries(texts), help: { type: 'boolean', short: 'h' } } })
      .values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error), usage);
  }
};
