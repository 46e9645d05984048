import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A real browser, as payers have one. @throws Error in one sentence when this machine has none. */
export function openBrowser(): Promise<Browser> {
  // Everything in it is the test's own; as root, Chromium cannot make its sandbox.
  return chromium.launch({ executablePath: executable(), args: ['--no-sandbox'] });
}

function executable(): string {
  const { CHROMIUM_PATH, PATH = '' } = process.env;
  const places = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const found = [...(CHROMIUM_PATH === undefined ? [] : [CHROMIUM_PATH]), ...places].find(isExecutable);
  if (found === undefined)
    throw new Error('The tests of pages need a Chromium: install one, or say where it is by CHROMIUM_PATH.');
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
