const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

/** mocha's spec reporter; its counts also go to the file CORDBOARD_TEST_COUNTS, for the sum over all phases. */
module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes: passed, failures: failed, pending: skipped } = runner.stats;
      writeFileSync(process.env.CORDBOARD_TEST_COUNTS, JSON.stringify({ passed, failed, skipped }));
    });
  }
};
