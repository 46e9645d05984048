import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomHex, randomText } from '@pinstripe/kernel';

/** What a platform on one machine keeps between starts, beside its database and its topics. */
export interface LocalState {
  /** A key to begin with; any other `sk_test_…` is another sandbox. */
  secret_key: string;
  /** The key that seals card numbers: without it those stored before cannot be opened. */
  vault_key: string;
}

/**
 * The state in `folder`, made at the first start. Each value is a file that only its owner may read.
 * @throws Error in one sentence when the folder cannot be written.
 */
export async function localState(folder: string): Promise<LocalState> {
  try {
    await mkdir(folder, { recursive: true });
    return {
      secret_key: await kept(join(folder, 'secret-key'), () => `sk_test_${randomText(24)}`),
      vault_key: await kept(join(folder, 'vault-key'), () => randomHex(32)),
    };
  } catch (error) {
    throw new Error(`The folder ${folder} cannot be written: ${(error as Error).message}.`);
  }
}

async function kept(file: string, make: () => string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const made = make();
  await writeFile(file, `${made}\n`, { mode: 0o600 });
  return made;
}
