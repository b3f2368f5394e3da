/** A document that a person wrote: its content, and where its parts stand. */
export interface Source {
  /** As the operator knows the file. */
  readonly file: string;
  readonly content: unknown;
  /** The line, from 1, of the value at `path` or of what would hold it. */
  lineOf(path: Path): number | undefined;
}

/** Where a value is in a document: `['accounts', 2, 'password']`. */
export type Path = readonly PropertyKey[];

/** One mistake in a document. */
export interface Problem {
  readonly file: string;
  readonly line: number | undefined;
  /** "accounts[2].password" */
  readonly field: string;
  /** What stands there, shortened and without passwords; empty where nothing does. */
  readonly value: string;
  readonly rule: string;
}

/** Mistakes in files of the operator; all of them at once. */
export class BadFiles extends Error {
  readonly code = 'BAD_FILES';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(describeProblem).join('; '));
    this.name = 'BadFiles';
    this.problems = problems;
  }
}

/** `demo.yaml:12: accounts[2].name = "…": must be text` */
export const describeProblem = ({ file, line, field, value, rule }: Problem): string =>
  [`${file}${line === undefined ? '' : `:${line}`}`, field && `${field}${value && ` = ${value}`}`, rule]
    .filter((part) => part !== '')
    .join(': ');

/** The mistake at a place of a document. */
export const problemAt = (source: Source, path: Path, rule: string): Problem => ({
  ...unknownField(source, path, rule),
  value: shown(path, valueAt(source.content, path)),
});

/** The mistake at a field that there is not. What it holds is not shown: "pasword" has a password. */
export const unknownField = (source: Source, path: Path, rule: string): Problem => ({
  file: source.file,
  line: source.lineOf(path),
  field: fieldName(path),
  value: '',
  rule,
});

const fieldName = (path: Path): string =>
  path.reduce<string>(
    (name, part) =>
      typeof part === 'number' ? `${name}[${part}]` : name ? `${name}.${String(part)}` : String(part),
    '',
  );

/** What stands at a place; undefined where nothing does. */
export const valueAt = (content: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], content);

const LONGEST_SHOWN = 60;
const secrets: ReadonlySet<PropertyKey> = new Set(['password', 'auth']);

/** What stands at this place must not be shown. */
export const isSecret = (path: Path): boolean => secrets.has(path.at(-1) ?? '');

/** Stands for a secret. */
export const HIDDEN = '(hidden)';

const shown = (path: Path, value: unknown): string => {
  if (value === undefined || typeof value === 'object') return '';
  if (isSecret(path)) return HIDDEN;
  const text = JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
};
