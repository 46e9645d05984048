import { randomText } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { type RunningCli, stripeCli, type StripeCli } from './stripe-cli.ts';
import { connect, startWorld, type World } from './world.ts';

let world: World;
let cli: StripeCli;
let key: string;
let stripe: Stripe;

beforeAll(async () => {
  world = await startWorld();
  cli = await stripeCli(() => world.platform.url);
}, 60_000);
afterAll(async () => {
  await cli?.close();
  await world?.close();
});
beforeEach(() => {
  key = `sk_test_${randomText(20)}`;
  stripe = connect(world.platform.url, key);
});
afterEach(() => cli.stop());

async function tail(...filters: string[]): Promise<RunningCli> {
  const tailing = cli.start(key, 'logs', 'tail', ...filters);
  await tailing.printed(/Ready!/);
  return tailing;
}

/** Requests of all kinds: two that succeed, two that fail. */
async function requests(): Promise<void> {
  await stripe.customers.create({ email: 'jenny@example.com' });
  await stripe.customers.list();
  await stripe.customers.retrieve('cus_missing').catch(() => undefined);
  await stripe.paymentIntents
    .create({
      amount: 2000,
      currency: 'usd',
      payment_method: 'pm_card_visa_chargeDeclined',
      payment_method_types: ['card'],
      confirm: true,
    })
    .catch(() => undefined);
}

const LINES: Record<string, RegExp> = {
  created: /\[200\] POST \/v1\/customers \[req_\w+\]/,
  listed: /\[200\] GET \/v1\/customers \[req_\w+\]/,
  missing: /\[404\] GET \/v1\/customers\/cus_missing \[req_\w+\]/,
  declined: /\[402\] POST \/v1\/payment_intents \[req_\w+\]/,
};

it('shows every request, with its error', async () => {
  const tailing = await tail();
  await requests();
  for (const line of Object.values(LINES)) await tailing.printed(line);
  const [, declined] = await tailing.printed(/\[402\] POST [^]*?\n((?:[A-Z]\w+: .*\n)+)/);
  expect(declined).toContain('Type: card_error');
  expect(declined).toMatch(/Charge: ch_\w+/);
  expect(declined).toContain('Code: card_declined');
  expect(declined).toContain('DeclineCode: generic_decline');
  expect(declined).toContain('Message: Your card was declined.');
});

it('shows nothing of other accounts, and no card number that an error repeats', async () => {
  const tailing = await tail();
  const other = connect(world.platform.url, `sk_test_${randomText(20)}`);
  await other.coupons.list();
  const mistaken = { amount: '4242424242424242x' as unknown as number, currency: 'usd' };
  await stripe.paymentIntents.create(mistaken).catch(() => undefined);
  await tailing.printed(/Message: .*/);
  expect(tailing.text()).not.toContain('/v1/coupons');
  expect(tailing.text()).not.toContain('4242424242424242');
});

it.each<[string[], (keyof typeof LINES)[]]>([
  [
    ['--filter-http-method', 'GET'],
    ['listed', 'missing'],
  ],
  [
    ['--filter-status-code', '402,404'],
    ['missing', 'declined'],
  ],
  [
    ['--filter-status-code-type', '2XX'],
    ['created', 'listed'],
  ],
  [['--filter-status-code-type', '4XX', '--filter-http-method', 'POST'], ['declined']],
  [
    ['--filter-request-status', 'FAILED'],
    ['missing', 'declined'],
  ],
  [
    ['--filter-request-status', 'SUCCEEDED'],
    ['created', 'listed'],
  ],
  [
    ['--filter-request-path', '/v1/customers'],
    ['created', 'listed'],
  ],
  [
    ['--filter-ip-address', '127.0.0.1'],
    ['created', 'listed', 'missing', 'declined'],
  ],
  [['--filter-ip-address', '192.0.2.1'], []],
  [
    ['--filter-source', 'API'],
    ['created', 'listed', 'missing', 'declined'],
  ],
  [['--filter-source', 'DASHBOARD'], []],
  [
    ['--filter-account', 'self'],
    ['created', 'listed', 'missing', 'declined'],
  ],
  [['--filter-account', 'connect_in,connect_out'], []],
])('%j shows %j', async (filters, expected) => {
  const [tailing, all] = await Promise.all([tail(...filters), tail()]);
  await requests();
  for (const name of expected) await tailing.printed(LINES[name]!);
  // What has come to the one has come to the other.
  await all.printed(LINES['declined']!);
  const shown = Object.keys(LINES).filter((name) => LINES[name]!.test(tailing.text()));
  expect(shown).toEqual(expected);
});
