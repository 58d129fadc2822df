const { TestEnvironment } = require('jest-environment-node');

/** Under this name jest-circus keeps who hears of its tests, of each file its own. */
const LISTENERS = Symbol.for('EVENT_HANDLERS');

/** Under this name `test/support/crm.ts` keeps the systems that nobody has stopped. */
const RUNNING = Symbol.for('relance.running');

let only = null;

/** One global scope for all test files of a worker, see `runtime.cjs`. */
module.exports = class SharedEnvironment extends TestEnvironment {
  constructor(...given) {
    if (only) return only;
    super(...given);
    only = this;
  }

  async teardown() {
    delete this.global[LISTENERS];
    // What a failed test did not stop would go on working beside all files after this one.
    for (const crm of this.global[RUNNING] ?? []) await crm.stop();
  }
};
