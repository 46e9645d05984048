import { DAY } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { eventTypes } from '../world.ts';
import { resend, type Site } from './site.ts';

type Intent = Stripe.PaymentIntent | Stripe.SetupIntent;

const online = { ip_address: '192.0.2.1', user_agent: 'test' };
const mandate_data = { customer_acceptance: { type: 'online', online } } as const;
const billing_details = { name: 'Jenny Rosen', email: 'jenny@example.com' };
const mandate_options = { payment_schedule: 'sporadic', transaction_type: 'personal' } as const;
const american = {
  payment_method_data: {
    type: 'us_bank_account',
    billing_details,
    us_bank_account: {
      account_holder_type: 'individual',
      account_number: '000123456789',
      routing_number: '110000000',
    },
  },
  payment_method_types: ['us_bank_account'] as string[],
} as const;
const canadian = {
  payment_method_data: {
    type: 'acss_debit',
    billing_details,
    acss_debit: { account_number: '000123456789', institution_number: '000', transit_number: '11000' },
  },
  payment_method_types: ['acss_debit'] as string[],
} as const;

export function microdepositPages(site: Site): void {
  const pay = (): Promise<Intent> =>
    site.stripe.paymentIntents.create({
      amount: 2000,
      confirm: true,
      currency: 'usd',
      mandate_data,
      ...american,
    });
  const payFromCanada = (): Promise<Intent> =>
    site.stripe.paymentIntents.create({
      amount: 2000,
      confirm: true,
      currency: 'cad',
      mandate_data,
      payment_method_options: { acss_debit: { mandate_options } },
      ...canadian,
    });
  const setUp = (): Promise<Intent> =>
    site.stripe.setupIntents.create({ confirm: true, mandate_data, ...american });
  const setUpInCanada = (): Promise<Intent> =>
    site.stripe.setupIntents.create({
      confirm: true,
      mandate_data,
      payment_method_options: { acss_debit: { currency: 'cad', mandate_options } },
      ...canadian,
    });

  const pageOf = ({ next_action }: Intent) => next_action!.verify_with_microdeposits!.hosted_verification_url;
  const now = ({ id, object }: Intent): Promise<Intent> =>
    object === 'payment_intent'
      ? site.stripe.paymentIntents.retrieve(id)
      : site.stripe.setupIntents.retrieve(id);
  const errorOf = (intent: Intent) =>
    intent.object === 'payment_intent' ? intent.last_payment_error : intent.last_setup_error;

  async function enter(values: Record<string, string>, on = site.page) {
    for (const [label, value] of Object.entries(values)) await on.getByLabel(label).fill(value);
    await on.getByRole('button', { name: 'Verify' }).click();
  }
  const amounts = (first: string, second: string) => ({ 'First deposit': first, 'Second deposit': second });
  const alert = (on = site.page) => on.getByRole('alert').innerText();
  const PREFIX = 'payment_method_microdeposit_verification_';

  it.each<[string, () => Promise<Intent>, Record<string, string>, string]>([
    ['a payment by its code', pay, { Code: 'sm11aa' }, 'processing'],
    ['a setup by its code', setUp, { Code: 'SM11AA' }, 'succeeded'],
    ['a payment by amounts', payFromCanada, amounts('32', '45'), 'processing'],
    ['a setup by amounts', setUpInCanada, amounts('32', '45'), 'succeeded'],
  ])('verifies the account of %s', async (_what, begin, values, status) => {
    const intent = await begin();
    await site.page.goto(pageOf(intent));
    expect(await site.page.getByRole('main').innerText()).toContain('•••• 6789');
    await enter(values);
    await site.page.getByText('Your bank account is verified.').waitFor();
    expect((await now(intent)).status).toBe(status);
    await site.page.reload();
    await site.page.getByText('Your bank account is verified.').waitFor();
  });

  it('says how many attempts are left, and counts each once', async () => {
    const intent = await payFromCanada();
    await site.page.goto(pageOf(intent));
    await enter(amounts('1', '2'));
    expect(await alert()).toBe(
      'The amounts provided do not match the amounts that were sent to the bank account. ' +
        'You have 2 verification attempts remaining.',
    );
    await site.page.goto(pageOf(intent));
    await site.page.reload();
    expect(await alert()).toContain('You have 2 verification attempts remaining.');
    await enter(amounts('nothing', '2'));
    expect(await alert()).toContain('Invalid integer');
    await enter(amounts('0', '2'));
    expect(await alert()).toBe('You must provide exactly two microdeposit amounts.');
    await enter(amounts('1', '2'));
    expect(await alert()).toContain('You have 1 verification attempts remaining.');
    await enter(amounts('1', '2'));
    await site.page.getByText('Your bank account could not be verified.').waitFor();
    expect(await alert()).toBe('You have exceeded the number of allowed verification attempts.');
    const failed = await now(intent);
    expect([failed.status, errorOf(failed)!.code]).toEqual([
      'requires_payment_method',
      `${PREFIX}attempts_exceeded`,
    ]);
    expect(await eventTypes(site.stripe, 3)).toEqual([
      'payment_intent.created',
      'payment_intent.requires_action',
      'payment_intent.payment_failed',
    ]);
  });

  it('says so when it is too late', async () => {
    const intent = await setUp();
    await site.page.goto(pageOf(intent));
    await enter({ Code: 'SM44DD' });
    expect(await alert()).toContain('Microdeposit timeout.');
    expect(errorOf(await now(intent))!.code).toBe(`${PREFIX}timeout`);
    const other = await pay();
    await site.world.advance(10 * DAY);
    await site.page.goto(pageOf(other));
    expect(await alert()).toContain('within the required 10 day period');
  });

  it('judges a form that is sent twice, or was open in another tab, once', async () => {
    const intent = await payFromCanada();
    const tab = await site.browser.newPage();
    await Promise.all([site.page.goto(pageOf(intent)), tab.goto(pageOf(intent))]);
    const wrong = { missed: '0', first: '1', second: '2' };
    const send = () => fetch(pageOf(intent), { method: 'POST', body: new URLSearchParams(wrong) });
    await Promise.all([send(), send(), send()]);
    await enter(amounts('32', '45'), tab);
    expect(await alert(tab)).toContain('You have 2 verification attempts remaining.');
    expect((await now(intent)).status).toBe('requires_action');
    await enter(amounts('32', '45'), tab);
    await tab.getByText('Your bank account is verified.').waitFor();
    await enter(amounts('10', '11'));
    await site.page.getByText('Your bank account is verified.').waitFor();
    expect((await now(intent)).status).toBe('processing');
    await tab.close();
  });

  it('has nothing to do once the client has gone another way', async () => {
    const intent = await pay();
    await site.stripe.paymentIntents.cancel(intent.id);
    await site.page.goto(pageOf(intent));
    await site.page.getByText('This verification is no longer needed.').waitFor();
    expect((await now(intent)).status).toBe('canceled');
  });

  it('leaves nobody a choice, wherever they come from', async () => {
    const intent = await pay();
    const url = new URL(pageOf(intent));
    url.pathname = '/pm-redirects/authorize';
    expect((await resend(url, { outcome: 'succeeded' })).status).toBe(303);
    expect((await now(intent)).status).toBe('requires_action');
    await site.page.goto(url.href);
    expect(site.page.url()).toBe(pageOf(intent));
    await enter({ Code: 'SM11AA' });
    await site.page.getByText('Your bank account is verified.').waitFor();
  });
}
