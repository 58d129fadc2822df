const { default: Runtime } = require('jest-runtime');

const IS_TEST = /(\.rules\.spec|\.test)\.ts$/;

let only = null;

/**
 * The test files of a worker share the modules that they load. Jest by itself loads the whole server anew for each, which
 * takes longer than most of them last. A test file itself, its mocks, its spies and Jest's own modules are still of one file; a
 * module that keeps something for itself may have been used by another test.
 */
module.exports = class SharedRuntime extends Runtime {
  constructor(...given) {
    if (!only) {
      super(...given);
      only = this;
    }
    const [, , , , , , testPath] = given;
    only._testPath = testPath;
    only.executor.testPath = testPath;
    only.esmLoader.testPath = testPath;
    return only;
  }

  teardown() {
    this.restoreAllMocks();
    const modules = this.registries.getActiveCjsRegistry();
    for (const path of [...modules.keys()]) if (IS_TEST.test(path)) modules.delete(path);
    this.registries.getInternalCjsRegistry().clear();
    this.registries.getActiveMockRegistry().clear();
    this.mockState.clear();
    this.testMainModule.reset();
    this.jestGlobals.clearJestObjectCache();
    this.jestGlobals.cachedEnvGlobals = undefined;
    this.jestGlobals.envGlobalsOverride = undefined;
    this.testState.state = 'loading';
  }
};
