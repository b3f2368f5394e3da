/** What a person sees while things are set up: one line a step, with its time. Colours and live lines only on a terminal. */

const terminal = process.stdout.isTTY === true && process.env.TERM !== 'dumb';
const coloured = terminal && process.env.NO_COLOR === undefined;
const paint = (code) => (text) => (coloured ? `\x1b[${code}m${text}\x1b[0m` : text);

export const bold = paint('1');
export const dim = paint('2');
export const red = paint('31');
export const green = paint('32');

/** Columns to which step names are filled up, so that the times stand below each other. */
const nameWidth = 52;
/** Milliseconds between two redrawings of a live line. */
const redrawMs = 200;

/**
 * Runs one step and shows it.
 *
 * @template T
 * @param {string} name What is being done, in a few words.
 * @param {(tell: (detail: string) => void) => Promise<T>} work `tell` shows how far it has come.
 * @returns {Promise<T>}
 */
export const step = async (name, work) => {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s`;
  let detail = '';
  const draw = () => {
    const room = (process.stdout.columns ?? 80) - nameWidth - 16;
    process.stdout.write(
      `\r\x1b[K  … ${name.padEnd(nameWidth)}${seconds()}  ${dim(detail.slice(0, Math.max(0, room)))}`,
    );
  };
  const redraw = terminal ? setInterval(draw, redrawMs) : undefined;
  const tell = (text) => {
    if (!terminal && text !== detail) console.log(dim(`    ${text}`));
    detail = text;
  };
  if (terminal) draw();
  try {
    const result = await work(tell);
    finish(green('✓'), name, seconds());
    return result;
  } catch (error) {
    finish(red('✗'), name, seconds());
    throw error;
  } finally {
    clearInterval(redraw);
  }
};

const finish = (mark, name, time) =>
  console.log(`${terminal ? '\r\x1b[K' : ''}  ${mark} ${name.padEnd(nameWidth)}${dim(time)}`);

/** Shows a failure: what is wrong, what to do, and the tool's own last words where there are some. */
export const showFailure = (error) => {
  const words = error.details?.trim().split('\n').slice(-12) ?? [];
  if (words.some(Boolean)) console.error(`\n${words.map((line) => dim(`  | ${line}`)).join('\n')}`);
  console.error(`\n${red('✗')} ${bold(error.message)}\n  ${error.advice ?? ''}`);
};
