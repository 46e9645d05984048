import { toBuffer, toString } from 'qrcode';
import { html } from '../html.ts';
import { page } from '../layout.ts';
import type { Answer, Page } from '../pages.ts';

const CONTENT_TYPES = { png: 'image/png', svg: 'image/svg+xml' } as const;

/**
 * The code that a payer scans to get to their page. Only `pages` of this very platform are drawn: whoever could have anything
 * drawn here would lend its name to any address.
 */
export function codeOf(form: keyof typeof CONTENT_TYPES, pages: ReadonlyMap<string, Page>): Page {
  const content_type = CONTENT_TYPES[form];
  return async ({ host, query }): Promise<Answer> => {
    const data = query.get('data') ?? '';
    const address = URL.canParse(data) ? new URL(data) : null;
    if (address === null || address.host !== host || !pages.has(address.pathname)) return notDrawn();
    const image =
      form === 'svg' ? await toString(address.href, { type: 'svg' }) : await toBuffer(address.href);
    return { status: 200, content_type, image };
  };
}

function notDrawn(): Answer {
  return { status: 404, page: page('Not found', html`<h1>There is no code for this address.</h1>`) };
}
