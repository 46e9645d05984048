import { stopwatch } from '@pinstripe/kernel';

/**
 * What a person in front of a terminal sees of a start: a line a step, which counts seconds while the step takes more
 * than one. Where nobody watches (no TTY), each step is one line when it is done.
 */
const TICK_MS = 1000;

/** Runs a step under its name; the line says how long it took, or that it failed. */
export async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const began = stopwatch();
  const seconds = () => ((stopwatch() - began) / 1000).toFixed(1);
  const { stdout } = process;
  const tick = setInterval(() => {
    if (stdout.isTTY) stdout.write(`\r  … ${name} (${seconds()} s)`);
  }, TICK_MS);
  try {
    const result = await work();
    end('✓', `${name} (${seconds()} s)`);
    return result;
  } catch (error) {
    end('✗', name);
    throw error;
  } finally {
    clearInterval(tick);
  }
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

function end(mark: string, text: string): void {
  print(`${process.stdout.isTTY ? '\r\u001b[K' : ''}  ${mark} ${text}`);
}
