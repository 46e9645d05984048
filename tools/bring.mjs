// Brings what is missing before `npm start` and `npm test`: the packages, the Kafka jars, the build. Says nothing and
// takes a moment when nothing is. Plain Node 20, since on a fresh clone there is nothing else yet.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, run, step } from './steps.mjs';

const JAVA_MAJOR_MIN = 17;
const NODE_MAJOR = 24;

const LOCK = at('package-lock.json');
/** npm writes it last: what it has installed. */
const INSTALLED = at('node_modules/.package-lock.json');
const POM = at('tools/kafka/pom.xml');
const JARS = at('.cache/kafka/jars');

const lock = stamp('node_modules/.cache/bring/lock', () => hash(readFileSync(LOCK)));
const pom = stamp('.cache/kafka/pom', () => hash(readFileSync(POM)));
const sources = stamp('.cache/build', sourcesNow);

try {
  const install = needsPackages();
  const fetchJars = needsJars();
  if (fetchJars) await requireJavaAndMaven();
  const outcomes = await Promise.allSettled([bringPackagesAndBuild(install), fetchJars && bringJars()]);
  const failed = outcomes.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function bringPackagesAndBuild(install) {
  if (install) {
    await step('Installing the packages', () =>
      must(
        'npm',
        ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
        'npm could not install the packages',
      ),
    );
    lock.write();
  }
  requireNode();
  if (sources.isCurrent() && isBuilt()) return;
  await step('Building', () =>
    must('nx', ['run-many', '-t', 'build', '--outputStyle=static'], 'The build failed'),
  );
  sources.write();
}

async function bringJars() {
  const unfinished = `${JARS}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  await step('Fetching Kafka', () =>
    must(
      'mvn',
      ['-B', '-q', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${unfinished}`],
      'Maven could not fetch Kafka',
    ),
  );
  // With the jars goes the JVM's archive of their classes.
  for (const name of readdirSync(dirname(JARS))) {
    if (name === 'jars' || name.includes('.jsa')) rmSync(join(dirname(JARS), name), { recursive: true });
  }
  renameSync(unfinished, JARS);
  pom.write();
}

function needsPackages() {
  if (!existsSync(INSTALLED)) return true;
  if (lock.isCurrent()) return false;
  // Somebody has run npm: what it installed after the lock was last written is what the lock says.
  if (statSync(INSTALLED).mtimeMs < statSync(LOCK).mtimeMs) return true;
  lock.write();
  return false;
}

/** A platform that is told to use a Kafka elsewhere starts none. */
function needsJars() {
  if (process.env.npm_lifecycle_event === 'prestart' && process.env.KAFKA_BROKERS) return false;
  return !pom.isCurrent() || !existsSync(JARS);
}

async function requireJavaAndMaven() {
  const [java, maven] = await Promise.all([run('java', ['-version']), run('mvn', ['-v'])]);
  const version = /version "([^"]+)"/.exec(java.output)?.[1] ?? '';
  if (!(Number.parseInt(version, 10) >= JAVA_MAJOR_MIN)) {
    const found = version ? `but found Java ${version}` : 'but found none';
    throw new Error(`Pinstripe needs Java ${JAVA_MAJOR_MIN} or newer on the PATH to run Kafka, ${found}.`);
  }
  if (maven.code !== 0)
    throw new Error('Pinstripe needs Maven (mvn) on the PATH to fetch Kafka, but found none.');
}

/** npm scripts find the Node that a package pins before the system's; where npm has none, the system's must do. */
function requireNode() {
  const major = Number.parseInt(process.versions.node, 10);
  if (existsSync(at('node_modules/.bin/node')) || major >= NODE_MAJOR) return;
  const platform = `${process.platform}-${process.arch}`;
  throw new Error(
    `Pinstripe needs Node ${NODE_MAJOR}, which npm does not bring for ${platform}, but found ${major}.`,
  );
}

function projects() {
  return ['apps', 'libs'].flatMap((folder) =>
    readdirSync(at(folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(at(folder, entry.name, 'src')))
      .map((entry) => at(folder, entry.name)),
  );
}

function isBuilt() {
  const outputs = [at('libs/contract/generated'), ...projects().map((project) => join(project, 'dist'))];
  return outputs.every((folder) => existsSync(folder));
}

/** Changes whenever a file that goes into the build does: by size and time, which is quicker than reading them all. */
function sourcesNow() {
  const files = projects().flatMap((project) => [
    join(project, 'package.json'),
    ...readdirSync(join(project, 'src'), { recursive: true })
      .filter((name) => !name.endsWith('.spec.ts'))
      .map((name) => join(project, 'src', name)),
  ]);
  const states = [LOCK, at('nx.json'), at('.swcrc'), ...files].map((file) => {
    const { size, mtimeMs } = statSync(file);
    return `${file} ${size} ${mtimeMs}`;
  });
  return hash(states.join('\n'));
}

/**
 * A file that remembers for which state something was last brought: the state from before the work began, so that
 * what changes meanwhile is noticed the next time.
 */
function stamp(path, now) {
  const file = at(path);
  let state;
  return {
    isCurrent() {
      state = now();
      return existsSync(file) && readFileSync(file, 'utf8') === state;
    },
    write() {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, state ?? now());
    },
  };
}

async function must(command, args, complaint) {
  const { code, output } = await run(command, args);
  if (code !== 0) throw new Error(`${output}\n${complaint}.`);
}

function hash(content) {
  return createHash('sha256').update(content).digest('hex');
}

function at(...path) {
  return join(ROOT, ...path);
}
