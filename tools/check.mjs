// `npm test`: everything that must hold before a change is shared, as CI runs it. `--fast` is the loop of a person at
// work: the same checks on what has changed since the last commit, and the unit tests that depend on it.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, step } from './steps.mjs';

const CACHE = join(ROOT, 'node_modules/.cache');
const PRETTIER = [
  'prettier',
  '--check',
  '--ignore-unknown',
  '--cache',
  '--cache-location',
  join(CACHE, 'prettier-check'),
];
const JEST = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];

const total = { passed: 0, failed: 0 };

if (process.argv.includes('--fast')) await checkChanges();
else await checkAll();
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** Two cores: the static checks and the unit tests side by side; then, with the machine to themselves, the others. */
async function checkAll() {
  await Promise.all([
    inOrder(
      () => check('types', 'tsc', '-p', 'tsconfig.json'),
      () => check('lint', 'eslint', '.'),
    ),
    inOrder(
      () => check('format', ...PRETTIER, '.'),
      () => check('build', 'nx', 'run-many', '-t', 'build', '--outputStyle=static'),
      () => jest('unit tests', '--selectProjects', 'unit'),
    ),
  ]);
  await jest('integration and scenario tests', '--selectProjects', 'integration', 'scenario');
}

async function checkChanges() {
  const files = await changedFiles();
  if (files.length === 0) return;
  const sources = files.filter((file) => file.endsWith('.ts'));
  await Promise.all([
    check('format', ...PRETTIER, ...files),
    check('types', 'tsc', '-p', 'tsconfig.json'),
    sources.length > 0 && check('lint', 'eslint', '--no-warn-ignored', ...sources),
    sources.length > 0 &&
      jest('unit tests', '--selectProjects', 'unit', '--passWithNoTests', '--findRelatedTests', ...sources),
  ]);
}

async function inOrder(...checks) {
  for (const next of checks) await next();
}

/** One static check, which passes or fails as a whole. */
async function check(name, command, ...args) {
  await report(name, async () => {
    const { code, output } = await run(command, args);
    return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
  });
}

/** Counts tests one by one. A file that does not run counts as a failure, and so does a test that is skipped. */
async function jest(name, ...args) {
  const results = join(CACHE, `${name.replaceAll(' ', '-')}.json`);
  rmSync(results, { force: true });
  await report(name, async () => {
    // Jest reports on standard error; on the other are the logs of all that was tested.
    const { code, errors: output } = await run('node', [
      ...JEST,
      '--json',
      `--outputFile=${results}`,
      ...args,
    ]);
    if (!existsSync(results)) return { passed: 0, failed: 1, output };
    const counts = JSON.parse(readFileSync(results, 'utf8'));
    const failed =
      counts.numFailedTests + counts.numRuntimeErrorTestSuites + counts.numPendingTests + counts.numTodoTests;
    return { passed: counts.numPassedTests, failed: failed || (code === 0 ? 0 : 1), output };
  });
}

async function report(name, work) {
  let outcome;
  const verdict = step(name, async () => {
    outcome = await work();
    if (outcome.failed > 0) throw new Error(name);
  });
  await verdict.catch(() => process.stdout.write(`${outcome.output}\n\n`));
  total.passed += outcome.passed;
  total.failed += outcome.failed;
}

async function changedFiles() {
  const [changed, added] = await Promise.all([
    run('git', ['diff', '--name-only', '--diff-filter=d', 'HEAD']),
    run('git', ['ls-files', '--others', '--exclude-standard']),
  ]);
  const tracked = changed.code === 0 ? changed : await run('git', ['ls-files']);
  return [...new Set(`${tracked.output}\n${added.output}`.split('\n').filter(Boolean))];
}
