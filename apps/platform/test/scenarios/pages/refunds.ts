import type Stripe from 'stripe';
import { eventTypes } from '../world.ts';
import { resend, type Site } from './site.ts';

export function refundPages(site: Site): void {
  const linkOf = async ({ id }: Stripe.Refund) => {
    const link = await site.stripe.rawRequest('GET', `/pinstripe/refunds/${id}`);
    return (link as unknown as { hosted_details_url: string | null }).hosted_details_url;
  };

  /** What a customer has in a currency, and is refunded. */
  async function refund(currency = 'usd') {
    const { id: customer } = await site.stripe.customers.create({ email: 'jenny@example.com' });
    await site.stripe.testHelpers.customers.fundCashBalance(customer, { amount: 2000, currency });
    const refunded = await site.stripe.refunds.create({
      amount: 2000,
      currency,
      customer,
      origin: 'customer_balance',
    });
    return { refunded, url: (await linkOf(refunded))! };
  }
  const status = async ({ id }: Stripe.Refund) => (await site.stripe.refunds.retrieve(id)).status;
  const send = () => site.page.getByRole('button', { name: 'Send the refund there' }).click();

  it.each([
    ['eur', { IBAN: 'de89 3704 0044 0532 0130 00' }],
    ['gbp', { 'Sort code': '10-88-00', 'Account number': '00012345' }],
    ['jpy', { 'Bank and branch code': '1100000', 'Account number': '0001234' }],
    ['mxn', { CLABE: '000000001234567897' }],
    ['usd', { 'Routing number': '110000000', 'Account number': '000123456789' }],
  ])('in %s goes to the account that its customer names', async (currency, account) => {
    const { refunded, url } = await refund(currency);
    await site.open(url);
    for (const [label, number] of Object.entries(account)) await site.page.getByLabel(label).fill(number);
    await site.page.keyboard.press('Enter');
    await site.page.getByText('Your refund is on its way.').waitFor();
    expect(await status(refunded)).toBe('pending');
    await site.world.advance(10);
    await site.page.reload();
    expect(await site.text()).toMatch(/Your refund has arrived\.[\s\S]*Reference\s+\w{12}/);
    expect(await status(refunded)).toBe('succeeded');
  });

  it.each([
    ['konbini', 'jpy', { 'Bank and branch code': '1100000', 'Account number': '0001234' }],
    ['promptpay', 'thb', { 'Account number': '000123456789' }],
  ])('by %s is asked for at the payer’s address', async (type, currency, account) => {
    const intent = await site.stripe.paymentIntents.create({
      amount: 2000,
      confirm: true,
      currency,
      payment_method_data: {
        type,
        billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com' },
        [type]: {},
      },
      payment_method_types: [type],
    } as Stripe.PaymentIntentCreateParams);
    const { type: shape } = intent.next_action!;
    const shown = intent.next_action![shape as 'konbini_display_details'] as {
      hosted_instructions_url?: string;
      hosted_voucher_url?: string;
    };
    await resend((shown.hosted_voucher_url ?? shown.hosted_instructions_url)!, { outcome: 'succeeded' });
    const refunded = await site.stripe.refunds.create({ payment_intent: intent.id });
    await site.open((await linkOf(refunded))!);
    for (const [label, number] of Object.entries(account)) await site.page.getByLabel(label).fill(number);
    await send();
    await site.page.getByText('Your refund is on its way.').waitFor();
    expect(await status(refunded)).toBe('pending');
  });

  it('asks again for what is no account of the sandbox, or was sent back', async () => {
    const { refunded, url } = await refund();
    await site.open(url);
    await site.page.getByLabel('Routing number').fill('108800');
    await site.page.getByLabel('Account number').fill('000123456789');
    await send();
    expect(await site.alert()).toBe('Only test bank accounts are accepted in test mode.');
    expect(await site.page.locator(':focus').getAttribute('name')).toBe('routing_number');
    expect(await status(refunded)).toBe('requires_action');
    await site.page.getByLabel('Routing number').fill('110000000');
    await site.page.getByLabel('Account number').fill('000111111113');
    const asked_at = await site.page.locator('input[name=asked_at]').inputValue();
    await send();
    await site.page.getByText('Your refund is on its way.').waitFor();
    await site.world.advance(10);
    await site.page.goto(url);
    expect(await site.alert()).toBe('Your bank has sent the money back. Please check the account.');
    const stale = { asked_at, account_number: '000123456789', routing_number: '110000000' };
    expect((await resend(url, stale)).status).toBe(303);
    expect(await status(refunded)).toBe('requires_action');
  });

  it('takes one answer of two that come at once', async () => {
    const { refunded, url } = await refund();
    await site.open(url);
    const answer = {
      asked_at: await site.page.locator('input[name=asked_at]').inputValue(),
      account_number: '000123456789',
      routing_number: '110000000',
    };
    const answers = await Promise.all([resend(url, answer), resend(url, answer)]);
    expect(answers.map((each) => each.status)).toEqual([303, 303]);
    expect(await status(refunded)).toBe('pending');
    const types = await eventTypes(site.stripe, 6);
    expect(types.filter((type) => type === 'refund.updated')).toHaveLength(1);
  });

  it('says so when nobody is asked any more, or ever was', async () => {
    const { refunded, url } = await refund();
    await site.stripe.refunds.cancel(refunded.id);
    await site.open(url);
    expect(await site.text()).toContain('This refund was canceled.');
    const paid = await site.stripe.charges.create({ amount: 2000, currency: 'usd', source: 'tok_visa' });
    const other = await site.stripe.refunds.create({ charge: paid.id });
    expect(await linkOf(other)).toBeNull();
  });
}
