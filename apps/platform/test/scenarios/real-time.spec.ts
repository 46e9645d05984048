import type Stripe from 'stripe';
import { eventTypes, startWorld, type World } from './world.ts';

let world: World;
let stripe: Stripe;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  stripe = world.sandbox();
});

const CURRENCIES = {
  cashapp: 'usd',
  paynow: 'sgd',
  pix: 'brl',
  promptpay: 'thb',
  swish: 'sek',
  wechat_pay: 'cny',
};
type Type = keyof typeof CURRENCIES;

const pay = (type: Type, { email = 'jenny@example.com', options = {} } = {}) =>
  stripe.paymentIntents.create({
    amount: 2000,
    confirm: true,
    currency: CURRENCIES[type],
    payment_method_data: {
      type,
      [type]: {},
      billing_details: { email },
    },
    payment_method_options: { [type]: options },
    payment_method_types: [type],
    return_url: 'https://example.com/paid',
  });
const act = (url: string, outcome: 'failed' | 'succeeded') =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ outcome }), redirect: 'manual' });

describe('a code to scan', () => {
  it('is drawn, and leads to the page on which it is paid', async () => {
    const intent = await pay('paynow');
    const { data, image_url_png, image_url_svg } = intent.next_action!.paynow_display_qr_code!;
    const svg = await fetch(image_url_svg);
    expect(svg.headers.get('content-type')).toBe('image/svg+xml');
    expect(await svg.text()).toMatch(/^<svg/);
    const png = await fetch(image_url_png);
    expect(png.headers.get('content-type')).toBe('image/png');
    expect(
      Buffer.from(await png.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect((await act(data, 'succeeded')).headers.get('location')).toContain('redirect_status=succeeded');
    expect(await eventTypes(stripe, 5)).toEqual([
      'payment_intent.created',
      'payment_intent.requires_action',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
    ]);
  });

  it.each([
    ['of another host', (url: URL) => (url.host = 'example.com')],
    ['of no page', (url: URL) => (url.pathname = '/v1/charges')],
    ['of a code', (url: URL) => (url.pathname = '/pm-redirects/qr.svg')],
  ])('is not drawn of an address %s', async (_which, change) => {
    const intent = await pay('paynow');
    const { data, image_url_svg } = intent.next_action!.paynow_display_qr_code!;
    const image = new URL(image_url_svg);
    const address = new URL(data);
    change(address);
    image.searchParams.set('data', address.href);
    expect((await fetch(image)).status).toBe(404);
    image.searchParams.set('data', 'nothing');
    expect((await fetch(image)).status).toBe(404);
  });

  it('of WeChat is there as an image too, for sites alone', async () => {
    const web = await pay('wechat_pay', { options: { client: 'web' } });
    expect(web.next_action!.wechat_pay_display_qr_code!.image_data_url).toMatch(/^data:image\/png;base64,/);
    const ios = await pay('wechat_pay', { options: { client: 'ios', app_id: 'wx7' } });
    await act(ios.next_action!.wechat_pay_redirect_to_ios_app!.native_url, 'succeeded');
    expect((await stripe.paymentIntents.retrieve(ios.id)).status).toBe('succeeded');
    const android = await pay('wechat_pay', { options: { client: 'android', app_id: 'wx7' } });
    expect(android.next_action!.wechat_pay_redirect_to_android_app).toMatchObject({ app_id: 'wx7' });
  });
});

it.each<[Type, string, number, 'requires_payment_method' | 'succeeded']>([
  ['pix', 'jenny@example.com', 180, 'succeeded'],
  ['pix', 'succeed_immediately@example.com', 5, 'succeeded'],
  ['pix', 'any_expire_immediately@example.com', 5, 'requires_payment_method'],
  ['pix', 'expire_with_delay@example.com', 180, 'requires_payment_method'],
  ['pix', 'fill_never@example.com', 3600, 'requires_payment_method'],
  ['swish', 'jenny@example.com', 60, 'succeeded'],
  ['swish', 'succeed_immediately@example.com', 5, 'succeeded'],
  ['swish', 'expire_immediately@example.com', 5, 'requires_payment_method'],
  ['swish', 'expire_with_delay@example.com', 180, 'requires_payment_method'],
])('%s of %s is decided by itself after %i s: %s', async (type, email, seconds, status) => {
  const { id } = await pay(type, { email, options: type === 'pix' ? { expires_after_seconds: 3600 } : {} });
  await world.advance(seconds - 2);
  expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_action');
  await world.advance(2);
  const { last_payment_error, ...decided } = await stripe.paymentIntents.retrieve(id);
  expect(decided.status).toBe(status);
  const code = status === 'succeeded' ? undefined : 'payment_intent_payment_attempt_expired';
  expect(last_payment_error?.code).toBe(code);
});

it('a payment by PromptPay is refunded to the account that the payer is asked for', async () => {
  const intent = await pay('promptpay');
  await act(intent.next_action!.promptpay_display_qr_code!.data, 'succeeded');
  expect(await stripe.refunds.create({ payment_intent: intent.id })).toMatchObject({
    status: 'requires_action',
    instructions_email: 'jenny@example.com',
    destination_details: { type: 'th_bank_transfer' },
  });
});

it('Cash App Pay is saved by scanning, and pays off session', async () => {
  const { id: customer } = await stripe.customers.create();
  const setup = await stripe.setupIntents.create({
    confirm: true,
    customer,
    payment_method_data: { type: 'cashapp', cashapp: {} },
    payment_method_types: ['cashapp'],
    return_url: 'https://example.com/saved',
  });
  const { hosted_instructions_url } = setup.next_action!.cashapp_handle_redirect_or_display_qr_code!;
  await act(hosted_instructions_url, 'succeeded');
  const { mandate, payment_method, status } = await stripe.setupIntents.retrieve(setup.id);
  expect(status).toBe('succeeded');
  expect(await stripe.mandates.retrieve(mandate as string)).toMatchObject({
    payment_method_details: { cashapp: {}, type: 'cashapp' },
    status: 'active',
  });
  const paid = await stripe.paymentIntents.create({
    amount: 2000,
    confirm: true,
    currency: 'usd',
    customer,
    off_session: true,
    payment_method: payment_method as string,
    payment_method_types: ['cashapp'],
    return_url: 'https://example.com/paid',
  });
  expect(paid.status).toBe('succeeded');
});
