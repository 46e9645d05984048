import type { Ask, Question } from './ask.ts';
import { type Html, html } from './html.ts';
import { page } from './layout.ts';
import type { Answer, Page, PageRequest } from './pages.ts';

/** What one page is about, and how it looks. */
interface Hosting<Seen> {
  title: string;
  /** What the API calls the things that it is about: `refunds`. */
  about: string;
  /** By which parameters the address names the thing and its secret; of several names the one that is there. */
  named: { id: readonly string[]; secret: readonly string[] };
  /** What its form asks for: an action on the thing, and with which parameters. */
  act?: (form: URLSearchParams) => { action: string; params: Readonly<Record<string, string>> };
  /** The page, with what the API said against what was sent; null where there is nothing to see. */
  show: (seen: Seen, refusal: string | null) => Html | null;
}

/**
 * A page about one thing, whose secret is in the page's address. What a form asks for is the API's to decide, once; then the payer
 * is shown the page anew, so that to reload it sends nothing.
 */
export function hostedPage<Seen>({ about, act, named, show, title }: Hosting<Seen>): Page {
  return async ({ form, method, query }: PageRequest, ask: Ask): Promise<Answer> => {
    const [merchant, id, client_secret] = [['merchant'], named.id, named.secret].map((names) =>
      first(query, names),
    );
    if (!merchant || !id || !client_secret) return gone(title);
    const path = `/pinstripe/pages/${[merchant, about, id].map(encodeURIComponent).join('/')}`;
    let refusal: string | null = null;
    if (method === 'POST' && act !== undefined) {
      const { action, params } = act(form);
      const acted = await put(ask, {
        method,
        path: `${path}/${action}`,
        params: { ...params, client_secret },
      });
      if (acted === 'away') return later(title);
      if (acted.status === 200) return { status: 303, location: `?${query.toString()}` };
      refusal = acted.message;
    }
    const found = await put(ask, { method: 'GET', path, params: { client_secret } });
    if (found === 'away') return later(title);
    if (found.status === 410) return expired(title, found.message);
    const shown = found.status === 200 ? show(found.body as Seen, refusal) : null;
    return shown === null ? gone(title) : { status: refusal === null ? 200 : 400, page: page(title, shown) };
  };
}

type Said = { status: number; body: unknown; message: string };

/** What the API says; `away` when it cannot be asked now. */
export async function put(ask: Ask, question: Question): Promise<Said | 'away'> {
  const { body: text, status } = await ask(question);
  if (status >= 500 || status === 429) return 'away';
  const body = JSON.parse(text) as { error?: { message?: string } };
  return { status, body, message: body.error?.message ?? '' };
}

function first(query: URLSearchParams, names: readonly string[]): string | undefined {
  return names.map((name) => query.get(name)).find((value) => value !== null) ?? undefined;
}

export function gone(title: string): Answer {
  return {
    status: 404,
    page: page(
      title,
      html`<h1>There is nothing here.</h1>
        <p>Please check the address, or ask for a new one.</p>`,
    ),
  };
}

export function later(title: string): Answer {
  return {
    status: 503,
    page: page(
      title,
      html`<h1>Please try again.</h1>
        <p>We could not look this up just now. Open this page again to see where it stands.</p>`,
    ),
  };
}

function expired(title: string, message: string): Answer {
  return {
    status: 410,
    page: page(
      title,
      html`<h1>${message}</h1>
        <p>Please ask whoever gave you the address for a new one.</p>`,
    ),
  };
}
