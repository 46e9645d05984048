import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import type Stripe from 'stripe';
import { openBrowser } from '../browser.ts';
import { startWorld, type World } from '../world.ts';

/** What every story of pages has: a platform and a browser for all of them, and a sandbox and a page of its own. */
export interface Site {
  readonly world: World;
  readonly browser: Browser;
  readonly stripe: Stripe;
  /** As narrow as a phone. */
  readonly page: Page;
  /** The merchant's own site, to which payers come back. */
  readonly shop: { url: string };
  /** Opens a page, which fits into the browser's window and brings nothing that its policy forbids. */
  open(url: string): Promise<void>;
  /** What the page says. */
  text(): Promise<string>;
  /** What it says is wrong. */
  alert(): Promise<string>;
}

/** A site for the stories of this file, from its first to its last. */
export function openSite(): Site {
  let world: World;
  let browser: Browser;
  let stripe: Stripe;
  let page: Page;
  const server = createServer((_request, response) => response.end('Thank you'));

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    [world, browser] = await Promise.all([startWorld(), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
    await world.close();
  });
  beforeEach(async () => {
    stripe = world.sandbox();
    page = await browser.newPage({ viewport: { width: 320, height: 600 } });
  });
  afterEach(() => page.close());

  return {
    get world() {
      return world;
    },
    get browser() {
      return browser;
    },
    get stripe() {
      return stripe;
    },
    get page() {
      return page;
    },
    get shop() {
      return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/order?number=7` };
    },
    open: (url) => openChecked(page, url),
    text: () => page.getByRole('main').innerText(),
    alert: () => page.getByRole('alert').innerText(),
  };
}

const LOOKS = `({
  is_narrow: document.documentElement.scrollWidth <= window.innerWidth,
  is_styled: getComputedStyle(document.querySelector('main')).borderRadius !== '0px',
})`;

async function openChecked(page: Page, url: string): Promise<void> {
  const forbidden: string[] = [];
  page.on('console', (message) => void forbidden.push(message.text()));
  await page.goto(url);
  const looks = await page.evaluate<object>(LOOKS);
  expect({ forbidden, ...looks }).toEqual({ forbidden: [], is_narrow: true, is_styled: true });
}

/** A form of the page that `url` leads to, sent as its browser would. */
export function resend(url: string | URL, fields: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
}
