import { availableParallelism } from 'node:os';

// Three projects: `unit` needs nothing but Node; `integration` and `scenario` share one PostgreSQL and one Kafka,
// which start only when a test of theirs is in the run.

const project = {
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/apps', '<rootDir>/libs'],
  modulePathIgnorePatterns: ['/dist/'],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@pinstripe/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        module: { type: 'es6' },
        sourceMaps: 'inline',
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          target: 'es2024',
          keepClassNames: true,
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
      },
    ],
  },
};

const servers = {
  globalSetup: '<rootDir>/apps/platform/test/servers/setup.mjs',
  globalTeardown: '<rootDir>/apps/platform/test/servers/teardown.mjs',
};

export default {
  maxWorkers: Math.max(2, availableParallelism() - 1),
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  watchman: false,
  testTimeout: 20_000,
  projects: [
    {
      ...project,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs}/*/src/**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.pg\\.spec\\.ts$'],
    },
    {
      ...project,
      ...servers,
      displayName: 'integration',
      testMatch: ['<rootDir>/{apps,libs}/*/test/**/*.spec.ts', '<rootDir>/{apps,libs}/*/src/**/*.pg.spec.ts'],
      testPathIgnorePatterns: ['<rootDir>/apps/platform/test/'],
    },
    {
      ...project,
      ...servers,
      displayName: 'scenario',
      testMatch: ['<rootDir>/apps/platform/test/**/*.spec.ts'],
    },
  ],
};
