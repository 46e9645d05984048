// Runs commands as named steps: one line each when it has ended, and on a terminal one that ticks meanwhile.
import { spawn } from 'node:child_process';
import { delimiter, join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '..');
const BIN = join(ROOT, 'node_modules/.bin');

const running = new Map();
let ticking;

/**
 * Runs `work` as the step `name` and prints how long it took. Its steps may overlap.
 * @returns what `work` returns; what it throws passes through.
 */
export async function step(name, work) {
  const begun = performance.now();
  running.set(name, begun);
  if (process.stdout.isTTY) ticking ??= setInterval(tick, 200);
  let mark = '✗';
  try {
    const result = await work();
    mark = '✓';
    return result;
  } finally {
    running.delete(name);
    clearLine();
    process.stdout.write(`${mark} ${name} (${seconds(begun)} s)\n`);
    if (running.size === 0) ticking = clearInterval(ticking);
  }
}

function tick() {
  clearLine();
  const parts = [...running].map(([name, begun]) => `${name} … ${Math.floor(seconds(begun))} s`);
  process.stdout.write(`  ${parts.join('   ')}`.slice(0, (process.stdout.columns || 80) - 1));
}

function clearLine() {
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
}

function seconds(begun) {
  return ((performance.now() - begun) / 1000).toFixed(1);
}

/**
 * Runs a program to its end, in the project's root and with the project's own programs first on the PATH.
 * @returns its exit code (-1 when there is no such program), all that it printed, and what of that went to standard error.
 */
export function run(command, args) {
  return new Promise((settle) => {
    const { FORCE_COLOR: _, ...env } = process.env;
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...env, NO_COLOR: '1', PATH: `${BIN}${delimiter}${env.PATH}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => {
      output += chunk;
      errors += chunk;
    });
    child.on('error', (error) => settle({ code: -1, output: error.message, errors: error.message }));
    child.on('close', (code) =>
      settle({ code: code ?? -1, output: output.trimEnd(), errors: errors.trimEnd() }),
    );
  });
}
