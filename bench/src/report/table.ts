/** A cell: a number is shown with the table's decimals, or as a dash where nothing was measured. */
export type Cell = string | number;

/** A column's head, in as many lines as it has; all heads of a table have the same number. */
export type Head = string | readonly string[];

/**
 * An aligned table: a title, column heads, rows. Names stand to the left, the rest to the right.
 *
 * @param heads - The first is that of the rows' names.
 * @param decimals - Digits after the point of cells that are numbers.
 */
export const table = (
  title: string,
  heads: readonly Head[],
  rows: readonly (readonly Cell[])[],
  decimals = 1,
): string => {
  const columns = heads.map((head) => [head].flat());
  const top = (columns[0] ?? []).map((_, line) => columns.map((head) => head[line] ?? ''));
  const texts = [...top, ...rows.map((row) => row.map((cell) => show(cell, decimals)))];
  const widths = columns.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  const lines = texts.map((row) =>
    row.map((cell, column) => align(cell, widths[column] ?? 0, column)).join('  '),
  );
  const rule = '-'.repeat(lines[0]?.length ?? 0);
  return [title, '', ...lines.slice(0, top.length), rule, ...lines.slice(top.length)]
    .map((line) => `  ${line}`.trimEnd())
    .join('\n');
};

/** A whole number, shown without decimals. */
export const count = (value: number): string => String(value);

const align = (cell: string, width: number, column: number): string =>
  column === 0 ? cell.padEnd(width) : cell.padStart(width);

const show = (cell: Cell, decimals: number): string => {
  if (typeof cell === 'string') return cell;
  return Number.isFinite(cell) ? cell.toFixed(decimals) : '–';
};
