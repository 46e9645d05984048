import { createHash } from 'node:crypto';
import { errors } from '@pinstripe/kernel';

/** After which object of a search's results a page begins. */
export interface PagePosition {
  created: number;
  sort_id: string;
}

const POSITION = /^(\d{1,15})\.([0-9A-Za-z]+)\.[0-9a-f]{8}$/;

/**
 * The `next_page` of a search (API reference, "Search pagination"): a position, opaque and with a checksum. It grants
 * nothing, since every page is searched for within the account anyway; the checksum is there to find mistakes.
 */
export function encodePage({ created, sort_id }: PagePosition): string {
  const position = `${created}.${sort_id}`;
  const checksum = createHash('sha256').update(`search page ${position}`).digest('hex').slice(0, 8);
  return Buffer.from(`${position}.${checksum}`).toString('base64url');
}

/** @throws invalid_request_error on `page` when `token` is not, to the letter, what `encodePage` returned. */
export function decodePage(token: string): PagePosition {
  const [, created, sort_id] = POSITION.exec(Buffer.from(token, 'base64url').toString('latin1')) ?? [];
  if (created !== undefined && sort_id !== undefined) {
    const position = { created: Number(created), sort_id };
    if (encodePage(position) === token) return position;
  }
  throw errors.invalid(
    'Invalid page token. Use the `next_page` of the previous page of the same search, as it is.',
    { param: 'page' },
  );
}
