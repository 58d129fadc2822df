const shared = {
  rootDir: '.',
  testRegex: '(\\.rules\\.spec|\\.test)\\.ts$',
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  transformIgnorePatterns: [],
  transform: { '^.+\\.(tsx?|js|mjs)$': '<rootDir>/jest.transform.cjs' },
};

/** Everything that needs no browser. A run that finds no test fails: Jest's default, kept on purpose. */
export default {
  passWithNoTests: false,
  // One, unless `npm test` brings a cluster for each: they would hold back each other's horizon.
  maxWorkers: 1,
  testTimeout: 180_000,
  testSequencer: '<rootDir>/test/sandbox/sequencer.cjs',
  projects: [
    {
      ...shared,
      displayName: 'server',
      roots: ['<rootDir>/src', '<rootDir>/test'],
      setupFiles: ['reflect-metadata'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
      // The files of a worker share what they load: the whole server, which took longer to load than most of them last.
      testEnvironment: '<rootDir>/test/sandbox/environment.cjs',
      runtime: '<rootDir>/test/sandbox/runtime.cjs',
    },
    { ...shared, displayName: 'screens', roots: ['<rootDir>/web/src'], testEnvironment: 'node' },
  ],
};
