/** Tests that run in several isolations, and one sum for all of them. */

/** The line by which phases.mjs reports what it counted, where it is a part of something larger. */
export const COUNTS = 'cordboard-counts ';

/**
 * Takes in the output of one isolation, and what was counted in it.
 *
 * @param {{ live: boolean }} options Show the output as it comes; else `show` does.
 */
export const parts = ({ live }) => {
  let counts;
  let pending = '';
  let held = '';
  const onOutput = (chunk) => {
    const lines = (pending + chunk).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith(COUNTS)) counts = JSON.parse(line.slice(COUNTS.length));
      else if (live) process.stdout.write(`${line}\n`);
      else held += `${line}\n`;
    }
  };
  return {
    onOutput,
    show: () => process.stdout.write(held),
    /** One that broke off before it had counted is a failure. */
    counts: () => counts ?? { passed: 0, failed: 1, skipped: 0 },
  };
};

/** Prints the sum. @returns {number} Exit status. */
export const sumUp = (all) => {
  const sum = (key) => all.reduce((total, part) => total + part.counts()[key], 0);
  return conclude({ passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') });
};

/** Prints the closing line: `N passed, N failed`, with `, N skipped` where there are some. @returns {number} Exit status. */
export const conclude = ({ passed, failed, skipped }) => {
  if (passed + failed === 0) console.error('No test was run.');
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed === 0 && passed > 0 ? 0 : 1;
};
