import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SDK } from './sdk.ts';

/**
 * Derives `generated/` from the `stripe` package: `contract.json`, which the running platform reads, and `routes.ts`,
 * which the compiler reads. Does nothing, in silence, when that is done already.
 */
const GENERATED = new URL('../../generated/', import.meta.url);
const STAMP = new URL('stamp', GENERATED);
const SOURCES = new URL('../', import.meta.url);

/** Changes when the SDK or the derivation does. */
function fingerprint(): string {
  const hash = createHash('sha256');
  hash.update(readFileSync(join(SDK, 'package.json')));
  const files = globSync(['derive/*.{ts,js}', 'encoding.{ts,js}'], { cwd: SOURCES }).sort();
  for (const file of files) hash.update(readFileSync(new URL(file, SOURCES)));
  return hash.digest('hex');
}

function isFresh(stamp: string): boolean {
  try {
    return readFileSync(STAMP, 'utf8') === stamp;
  } catch {
    return false;
  }
}

/** Puts the file in place at once: whoever reads it meanwhile sees the old one or the new one, whole. */
function write(name: string, content: string): void {
  const target = new URL(name, GENERATED);
  const draft = new URL(`${name}.${process.pid}`, GENERATED);
  writeFileSync(draft, content);
  renameSync(draft, target);
}

const stamp = fingerprint();
if (!isFresh(stamp)) {
  const { derive } = await import('./derive.ts');
  const { contract, routes } = derive();
  mkdirSync(GENERATED, { recursive: true });
  write('contract.json', contract);
  write('routes.ts', routes);
  write('stamp', stamp);
}
