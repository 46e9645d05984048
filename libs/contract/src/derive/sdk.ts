import { fileURLToPath } from 'node:url';

/** The folder of the `stripe` package; its entry lies one below. */
export const SDK = fileURLToPath(new URL('..', import.meta.resolve('stripe')));
