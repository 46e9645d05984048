import { createProjectGraphAsync, readCachedProjectGraph } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

// Without a cached project graph the rule of module boundaries lets everything pass, with a warning nobody reads.
try {
  readCachedProjectGraph();
} catch {
  await createProjectGraphAsync();
}

/** Each of these belongs to one module; the message says what everything else uses. */
const BANS = {
  clock: {
    selectors: [
      "MemberExpression[object.name='Date'][property.name='now']",
      "NewExpression[callee.name='Date'][arguments.length=0]",
      "CallExpression[callee.name='Date']",
      "MemberExpression[object.name='performance'][property.name='now']",
    ],
    message: "Take the time from the request context's now(), or from a Clock of @pinstripe/kernel.",
    owners: ['libs/kernel/src/clock.ts'],
  },
  randomness: {
    selectors: [
      "MemberExpression[object.name='Math'][property.name='random']",
      'ImportSpecifier[imported.name=/^(randomBytes|randomInt|randomUUID|getRandomValues)$/]',
      'MemberExpression[property.name=/^(randomBytes|randomInt|randomUUID|getRandomValues)$/]',
    ],
    message: 'Take ids and random text from @pinstripe/kernel (ids.ts).',
    owners: ['libs/kernel/src/ids.ts'],
  },
  environment: {
    selectors: ["MemberExpression[object.name='process'][property.name='env']"],
    message: 'Take settings from the configuration of @pinstripe/service (config.ts).',
    owners: ['libs/service/src/config.ts', 'apps/platform/src/main.ts'],
  },
  console: {
    selectors: ["MemberExpression[object.name='console']"],
    message: 'Log with @pinstripe/telemetry; the terminal belongs to apps/platform/src/terminal.ts.',
    owners: ['apps/platform/src/terminal.ts'],
  },
};

/** The syntax that a file may not use, which is all but what it owns. */
function bans(owned = []) {
  return Object.entries(BANS)
    .filter(([name]) => !owned.includes(name))
    .flatMap(([, { selectors, message }]) => selectors.map((selector) => ({ selector, message })));
}

const owners = Object.entries(BANS).map(([name, { owners: files }]) => ({
  files,
  rules: { 'no-restricted-syntax': ['error', ...bans([name])] },
}));

/** Which projects may import which: kernel ← contract ← service ← bus, ledger ← apps; an app only by `platform`. */
const dependencies = {
  'lib:kernel': [],
  'lib:contract': ['lib:kernel'],
  'lib:telemetry': ['lib:kernel', 'lib:contract'],
  'lib:service': ['lib:kernel', 'lib:contract', 'lib:telemetry'],
  'lib:bus': ['lib:kernel', 'lib:contract', 'lib:telemetry', 'lib:service'],
  'lib:ledger': ['lib:kernel', 'lib:contract', 'lib:telemetry', 'lib:service'],
  'lib:testing': ['lib:*'],
  '/^app:(?!platform$)/': ['lib:*'],
  'app:platform': ['lib:*', 'app:*'],
};

/** The rule, for files whose project may use these besides what it may use anyway. */
function boundaries(besides = []) {
  const depConstraints = Object.entries(dependencies).map(([sourceTag, tags]) => ({
    sourceTag,
    onlyDependOnLibsWithTags: [...tags, ...besides],
  }));
  // The libraries' tests stand on `testing`, which stands on the libraries.
  return ['error', { depConstraints, ignoredCircularDependencies: [['@pinstripe/testing', '*']] }];
}

export default tseslint.config(
  {
    ignores: ['**/dist/', '**/generated/', '**/node_modules/', '.cache/', '.nx/', '.pinstripe/', 'coverage/'],
  },
  {
    plugins: { '@nx': nx },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { eqeqeq: ['error', 'always', { null: 'ignore' }], 'prefer-const': 'error', 'no-var': 'error' },
  },
  { files: ['**/*.mjs'], rules: { 'no-unused-vars': ['error', { varsIgnorePattern: '^_' }] } },
  {
    files: ['{apps,libs,tools,examples}/**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(),
      'no-restricted-syntax': ['error', ...bans()],
      // A class that Nest injects is imported as a value: its type alone leaves no trace for the injector. With
      // decorator metadata the rule knows that, and so does the compiler (verbatimModuleSyntax).
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true }],
      // An operation without a wait is still a promise to its caller.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: '@pinstripe/testing', message: 'Only tests stand on @pinstripe/testing.' }] },
      ],
    },
  },
  ...owners,
  {
    // Tests and tools run outside any request: they read the clock and the environment, and print.
    files: ['**/*.spec.ts', '{apps,libs}/*/test/**/*.ts', '{libs/testing,tools,examples}/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(['lib:testing']),
      'no-restricted-syntax': 'off',
      'no-restricted-imports': 'off',
      // Jest's asymmetric matchers and parsed answers are `any`.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
