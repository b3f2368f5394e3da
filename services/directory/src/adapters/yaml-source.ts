import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Document, isNode, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { BadFiles, HIDDEN, isSecret, type Path, type Source } from '../domain/problem.ts';

/** The profile files of a directory (`*.yaml`, `*.yml`), in the order of their names. */
export const profileFiles = async (directory: string): Promise<string[]> => {
  const names = await readdir(directory).catch((cause: Error) => {
    throw unreadable(directory, cause);
  });
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(directory, name));
};

/**
 * Read YAML 1.2 files.
 *
 * @throws {BadFiles} One cannot be read, or is not YAML; every such mistake in every file.
 */
export const readSources = async (files: readonly string[]): Promise<Source[]> => {
  const results = await Promise.allSettled(files.map(readSource));
  const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
  const other = failures.find((reason) => !(reason instanceof BadFiles));
  if (other) throw other;
  if (failures.length > 0) throw new BadFiles(failures.flatMap((reason: BadFiles) => reason.problems));
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
};

const readSource = async (path: string): Promise<Source> => {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw unreadable(path, cause);
  });
  return parseSource(path, text);
};

/**
 * The content of a YAML text.
 *
 * @param file - As the operator knows it.
 * @throws {BadFiles} It is not YAML, e.g. a key stands twice in a map, or a code that begins with * stands without quotes.
 */
export const parseSource = (file: string, text: string): Source => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new BadFiles(
      document.errors.map(({ pos, message }) => ({
        file,
        line: lines.linePos(pos[0]).line,
        field: '',
        value: '',
        rule: message.replace(/: .*/s, ''), // after the colon is a piece of the text, perhaps of a password
      })),
    );
  }
  const references = danglingReferences(document);
  if (references.length > 0) {
    throw new BadFiles(
      references.map(({ offset, field, value }) => ({
        file,
        line: lines.linePos(offset).line,
        field,
        value,
        rule: 'must stand in quotes, or YAML takes it for a reference',
      })),
    );
  }
  const lineOf = (path: Path): number | undefined => {
    const node = path.length === 0 ? document.contents : document.getIn(path, true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    return path.length === 0 ? undefined : lineOf(path.slice(0, -1));
  };
  return { file, content: contentOf(document, file), lineOf };
};

/** Each reference repeats what it refers to; where that would be too much, YAML gives up. */
const contentOf = (document: Document, file: string): unknown => {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new BadFiles([
      {
        file,
        line: undefined,
        field: '',
        value: '',
        rule: 'refers too often with * to what & names; write some of it out',
      },
    ]);
  }
};

/** `return: *1` without quotes is a reference to something that the file names nowhere. */
const danglingReferences = (document: Document): { offset: number; field: string; value: string }[] => {
  const found: { offset: number; field: string; value: string }[] = [];
  visit(document, {
    Alias: (_, alias, ancestors) => {
      if (alias.resolve(document)) return;
      const keys = ancestors.flatMap((node) =>
        isPair(node) && isScalar(node.key) ? [String(node.key.value)] : [],
      );
      const value = isSecret(keys) ? HIDDEN : `*${alias.source}`;
      found.push({ offset: alias.range?.[0] ?? 0, field: keys.join('.'), value });
    },
  });
  return found;
};

const unreadable = (path: string, cause: Error): BadFiles =>
  new BadFiles([
    { file: path, line: undefined, field: '', value: '', rule: `cannot be read: ${cause.message}` },
  ]);
