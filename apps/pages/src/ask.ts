/** A question to the API, as whoever stands in front of a page asks it: without a key. */
export interface Question {
  method: 'GET' | 'POST';
  path: string;
  params: Readonly<Record<string, string>>;
}

/** The way to the API. */
export type Ask = (question: Question) => Promise<{ status: number; body: string }>;

/** How a browser names this platform, as proxies pass it on: addresses in the API's answers are for that browser. */
export type Forwarded = Readonly<Partial<Record<'x-forwarded-host' | 'x-forwarded-proto', string>>>;

/** The way to the API for such a browser, in memory or over HTTP. */
export type AskFor = (forwarded: Forwarded) => Ask;

const PATIENCE_MS = 30_000;

/** The way to the gateway at `base_url`. */
export function askOverHttp(base_url: string): AskFor {
  return (headers) =>
    async ({ method, path, params }) => {
      const url = new URL(path, base_url);
      const form = new URLSearchParams(params);
      if (method === 'GET') url.search = form.toString();
      const answer = await fetch(url, {
        method,
        headers,
        ...(method === 'POST' ? { body: form } : {}),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      return { status: answer.status, body: await answer.text() };
    };
}
