/** One project for everything that needs no browser. A run that finds no test fails: Jest's default, kept on purpose. */
export default {
  testEnvironment: 'node',
  rootDir: '.',
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/web/src'],
  testRegex: '(\\.rules\\.spec|\\.test)\\.ts$',
  passWithNoTests: false,
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  setupFiles: ['reflect-metadata'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  transformIgnorePatterns: [],
  transform: { '^.+\\.(tsx?|js|mjs)$': '<rootDir>/jest.transform.cjs' },
  testTimeout: 30_000,
};
