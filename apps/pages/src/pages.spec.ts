import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  BankTransferSeen,
  MandateSeen,
  PayerActionSeen,
  ReceiptSeen,
  RefundSeen,
} from '@pinstripe/contract';
import fc from 'fast-check';
import type { Forwarded, Question } from './ask.ts';
import { hostedPages } from './pages.ts';

let server: Server;
let site: string;
/** What the API answers, and what it was asked. */
let answers: (question: Question) => { status: number; body: unknown };
let asked: Question[];
let asked_for: Forwarded;

beforeAll(async () => {
  const pages = hostedPages((forwarded) => async (question) => {
    asked.push(question);
    asked_for = forwarded;
    const { status, body } = answers(question);
    return { status, body: JSON.stringify(body) };
  });
  server = createServer(pages);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
});

const action: PayerActionSeen = {
  id: 'pact_1',
  object: 'payer_action',
  amount: 2000,
  currency: 'usd',
  failure_message: null,
  intent: 'pi_1',
  microdeposits: null,
  payment_method: { type: 'card', brand: 'visa', last4: '4242' },
  return_url: null,
  status: 'pending',
  voucher: null,
};
const voucher: PayerActionSeen['voucher'] = {
  expires_at: 1_741_000_000,
  places: [
    { chain: 'lawson', numbers: { confirmation_number: '1', payment_code: '2' } },
    { chain: null, numbers: { number: '3' } },
  ],
};
const deposits: PayerActionSeen = {
  ...action,
  microdeposits: { error_message: 'Wrong.', missed: 1, type: 'descriptor_code' },
};
const transfer: BankTransferSeen = {
  object: 'bank_transfer',
  amount: 2000,
  amount_remaining: 1500,
  currency: 'usd',
  financial_addresses: [
    { type: 'iban', iban: { iban: 'DE00', bic: 'TEST', account_holder_name: 'Pinstripe' } },
    { type: 'aba', aba: { account_number: '1', routing_number: '2', bank_name: 'Bank' } },
  ] as unknown as BankTransferSeen['financial_addresses'],
  last_transaction: 'ccsbtxn_1',
  livemode: false,
  merchant: 'Pinstripe',
  reference: 'REFERENCE',
  status: 'open',
};
const refund: RefundSeen = {
  id: 're_1',
  object: 'refund_page',
  amount: 2000,
  asked_at: 1_741_000_000,
  expires_at: 1_742_000_000,
  currency: 'eur',
  merchant: 'Pinstripe',
  reference: null,
  returned: true,
  status: 'requires_action',
  transfer_type: 'eu_bank_transfer',
};
const receipt: ReceiptSeen = {
  id: 'ch_1',
  object: 'receipt',
  amount: 2000,
  amount_refunded: 500,
  captured: true,
  created: 1_741_000_000,
  currency: 'usd',
  description: 'Socks',
  merchant: 'Pinstripe',
  payment_method: { type: 'card', brand: 'visa', last4: '4242' },
  receipt_number: '1234-5678',
  refunds: [{ amount: 500, created: 1_741_000_000, status: 'succeeded' }],
};
const mandate: MandateSeen = {
  id: 'mandate_1',
  object: 'mandate_page',
  accepted_at: 1_741_000_000,
  last4: '3000',
  merchant: 'Pinstripe',
  payment_method_type: 'sepa_debit',
  reference: 'REFERENCE',
  single_use: { amount: 2000, currency: 'eur' },
  status: 'inactive',
};

const INTENT = 'merchant=acct_1&payment_intent=pi_1&payment_intent_client_secret=s&source=pact_1';
const PAGES: [path: string, query: string, seen: object][] = [
  ['/3d_secure_2/hosted', INTENT, action],
  ['/pm-redirects/authorize', INTENT, { ...action, payment_method: { type: 'ideal' } }],
  ['/pm-redirects/voucher', INTENT, { ...action, status: 'failed' }],
  ['/pm-redirects/voucher', INTENT, { ...action, voucher }],
  ['/pm-redirects/microdeposits', INTENT, deposits],
  ['/pm-redirects/microdeposits', INTENT, { ...deposits, failure_message: 'No.', status: 'failed' }],
  ['/pm-redirects/bank_transfer', INTENT, transfer],
  ['/pm-redirects/bank_transfer', INTENT, { ...transfer, status: 'paid' }],
  ['/refunds', 'merchant=acct_1&refund=re_1&secret=s', refund],
  ['/refunds', 'merchant=acct_1&refund=re_1&secret=s', { ...refund, asked_at: null, reference: 'REFERENCE' }],
  ['/receipts', 'merchant=acct_1&charge=ch_1&secret=s', receipt],
  ['/mandates', 'merchant=acct_1&mandate=mandate_1&secret=s', mandate],
];

/** What only ever is one of a few words. */
const WORDS = new Set(['object', 'status', 'type']);

/** The same with some of its texts replaced, whatever they are. */
function poison(seen: unknown, poisons: readonly (string | null)[], drawn = { at: 0 }): unknown {
  if (typeof seen === 'string') return poisons[drawn.at++ % poisons.length] ?? seen;
  if (Array.isArray(seen)) return seen.map((each) => poison(each, poisons, drawn));
  if (seen === null || typeof seen !== 'object') return seen;
  const poisoned = Object.entries(seen).map(([name, each]) => [
    name,
    WORDS.has(name) ? (each as unknown) : poison(each, poisons, drawn),
  ]);
  return Object.fromEntries(poisoned) as unknown;
}

/** What nobody may bring into a page as it is. */
const poisonous = fc
  .tuple(
    fc.string({ maxLength: 8 }),
    fc.constantFrom('<x-evil>', `"x-evil='`, `'x-evil="`, '</style><x-evil>'),
  )
  .map((parts) => parts.join(''));
const RAW = /<x-evil|["']x-evil/;

it.each(PAGES)('%s takes in nothing unescaped', async (path, query, seen) => {
  const some = fc.array(fc.option(poisonous), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(some, poisonous, async (poisons, sent) => {
      answers = ({ method }) =>
        method === 'GET'
          ? { status: 200, body: { ...(poison(seen, poisons) as object), return_url: null } }
          : { status: 400, body: { error: { message: sent } } };
      const url = `${site}${path}?${query}&else=${encodeURIComponent(sent)}`;
      const fields = [
        'outcome',
        'descriptor_code',
        'first',
        'account_number',
        'amount',
        'missed',
        'asked_at',
      ];
      const body = new URLSearchParams(Object.fromEntries(fields.map((name) => [name, sent])));
      for (const answer of [await fetch(url), await fetch(url, { method: 'POST', body })]) {
        const text = await answer.text();
        expect(text).not.toMatch(RAW);
        expect(answer.status).toBeLessThan(500);
      }
    }),
    { numRuns: 30 },
  );
});

it.each(PAGES)('%s asks for what its address names, and for nothing else', async (path, query) => {
  const evil = encodeURIComponent('../../v1/charges?x=');
  answers = () => ({ status: 404, body: { error: { message: 'No such thing' } } });
  expect((await fetch(`${site}${path}?${query.replaceAll(/_1(?=&|$)/g, evil)}`)).status).toBe(404);
  for (const { path: question } of asked) expect(question).toMatch(/^\/pinstripe\/pages\/[^/]+\/\w+\/[^/]+$/);
});

it.each(PAGES)('%s has a policy that allows no script, and shows it itself', async (path, query, seen) => {
  answers = () => ({ status: 200, body: seen });
  const { headers } = await fetch(`${site}${path}?${query}`);
  const policy = headers.get('content-security-policy')!;
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'/);
  const leads_away = /^\/3d_secure_2|authorize|voucher/.test(path);
  expect(policy.endsWith("; form-action 'self'; frame-ancestors 'none'")).toBe(!leads_away);
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cache-control')).toBe('no-store');
});

it.each([
  [429, 503, 'Please try again.'],
  [500, 503, 'Please try again.'],
  [404, 404, 'There is nothing here.'],
  [410, 410, 'Too old.'],
])('says so when the API answers %i', async (status, shown, says) => {
  answers = () => ({ status, body: { error: { message: 'Too old.' } } });
  const answer = await fetch(`${site}/receipts?merchant=acct_1&charge=ch_1&secret=s`);
  expect([answer.status, await answer.text()]).toEqual([shown, expect.stringContaining(says)]);
});

it.each([100, 5_000])('takes no form of %i KB, and says so', async (kilobytes) => {
  const body = 'outcome='.padEnd(kilobytes * 1000, 'x');
  const answer = await fetch(`${site}/pm-redirects/authorize?payer_action=pact_1`, { method: 'POST', body });
  expect(answer.status).toBe(413);
  expect(asked).toEqual([]);
});

it('leads back to itself after a form, so that to reload it sends nothing', async () => {
  answers = () => ({ status: 200, body: refund });
  const url = `${site}/refunds?merchant=acct_1&refund=re_1&secret=s`;
  const body = new URLSearchParams({ account_number: ' DE89 ', asked_at: '7' });
  const { headers, status } = await fetch(url, { method: 'POST', body, redirect: 'manual' });
  expect([status, new URL(headers.get('location')!, url).href]).toEqual([303, url]);
  expect(asked).toEqual([
    {
      method: 'POST',
      path: '/pinstripe/pages/acct_1/refunds/re_1/bank_account',
      params: { account_number: 'DE89', asked_at: '7', client_secret: 's' },
    },
  ]);
  expect(asked_for).toEqual({ 'x-forwarded-host': new URL(site).host });
});
