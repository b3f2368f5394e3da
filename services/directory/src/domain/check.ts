import { z } from 'zod';
import { type Path, type Problem, problemAt, type Source, unknownField, valueAt } from './problem.ts';

/** What a schema made of a document, or every mistake in it. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Check a document against its schema. */
export const check = <T>(schema: z.ZodType<T>, source: Source): Checked<T> => {
  const result = schema.safeParse(source.content);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: result.error.issues.flatMap((issue) => problemsOf(source, issue)) };
};

const problemsOf = (source: Source, issue: z.core.$ZodIssue): Problem[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownField(source, [...issue.path, key], 'there is no such field'));
  }
  const rule = (issue.code === 'invalid_type' && shapes[issue.expected]) || issue.message;
  const absence = issue.code === 'custom' ? '' : absenceAt(source, issue.path);
  return [problemAt(source, issue.path, `${absence}${rule}`)];
};

/** What to say before the rule where nothing stands: a field was left out, or YAML takes its value for a comment. */
const absenceAt = (source: Source, path: Path): string => {
  const value = valueAt(source.content, path);
  if (value === undefined) return 'must be given; ';
  if (value !== null) return '';
  return path.length === 0 ? 'is empty; ' : 'is empty (what begins with # must stand in quotes); ';
};

const shapes: Readonly<Record<string, string>> = {
  object: 'must be a map of fields',
  array: 'must be a list',
};

/** Text that matches; numbers that YAML would read as such must stand in quotes, or they lose their zeros. */
export const text = (pattern: RegExp, rule: string) =>
  z
    .string({ error: ({ input }) => (typeof input === 'number' ? `must stand in quotes; ${rule}` : rule) })
    .regex(pattern, { error: rule, abort: true });

/** A whole number in its range. */
export const count = (min: number, max: number, unit = '') => {
  const rule = `must be a whole number${unit && ` of ${unit}`} from ${min} to ${max}`;
  return z.int(rule).min(min, rule).max(max, rule);
};

/** The places, after the first, where a list says again what has been said. */
export const repeated = <T>(items: readonly T[], keyOf: (item: T) => string): number[] => {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const key = keyOf(item);
    if (seen.has(key)) return [index];
    seen.add(key);
    return [];
  });
};

/** A mistake between fields: where the value stands, and the rule that it breaks. */
export type Complaint = readonly [path: Path, rule: string];

/** Say in a zod refinement that the value at `path` breaks `rule`. */
export const complain = (context: z.RefinementCtx, path: Path, rule: string): void =>
  context.addIssue({ code: 'custom', path: [...path], message: rule });
