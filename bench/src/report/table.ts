/** A cell: a number is shown with the table's decimals, or as a dash where nothing was measured. */
export type Cell = string | number;

/**
 * An aligned table: a title, column heads, rows. Names stand to the left, the rest to the right.
 *
 * @param heads - The first is that of the rows' names.
 * @param decimals - Digits after the point of cells that are numbers.
 */
export const table = (
  title: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
  decimals = 1,
): string => {
  const texts = rows.map((row) => row.map((cell) => show(cell, decimals)));
  const widths = heads.map((head, column) =>
    Math.max(...[head, ...texts.map((row) => row[column] ?? '')].map(({ length }) => length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => align(cell, widths[column] ?? 0, column))
      .join('  ')
      .trimEnd();
  const [head = '', ...body] = [heads, ...texts].map(line);
  return [title, '', head, '-'.repeat(Math.max(head.length, ...body.map(({ length }) => length))), ...body]
    .map((text) => (text === '' ? '' : `  ${text}`))
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
