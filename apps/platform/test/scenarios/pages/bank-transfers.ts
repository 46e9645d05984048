import type Stripe from 'stripe';
import { resend, type Site } from './site.ts';

export function bankTransferPages(site: Site): void {
  async function pay(amount: number, currency = 'usd', type = 'us_bank_transfer') {
    const { id: customer } = await site.stripe.customers.create({ email: 'jenny@example.com' });
    const bank_transfer = {
      type,
      ...(type === 'eu_bank_transfer' ? { eu_bank_transfer: { country: 'DE' } } : {}),
    };
    const intent = await site.stripe.paymentIntents.create({
      amount,
      confirm: true,
      currency,
      customer,
      payment_method_data: { type: 'customer_balance' },
      payment_method_options: { customer_balance: { bank_transfer, funding_type: 'bank_transfer' } },
      payment_method_types: ['customer_balance'],
    } as Stripe.PaymentIntentCreateParams);
    return { intent, shown: intent.next_action!.display_bank_transfer_instructions! };
  }
  const simulate = () => site.page.getByRole('button', { name: 'Simulate the transfer' }).click();

  it.each([
    ['eur', 'eu_bank_transfer', 'IBAN'],
    ['gbp', 'gb_bank_transfer', 'Sort code'],
    ['jpy', 'jp_bank_transfer', 'Branch code'],
    ['mxn', 'mx_bank_transfer', 'CLABE'],
    ['usd', 'us_bank_transfer', 'Routing number'],
  ])('in %s shows where to, and is paid by a transfer of all', async (currency, type, label) => {
    const { intent, shown } = await pay(200_000, currency, type);
    await site.open(shown.hosted_instructions_url!);
    expect(await site.text()).toContain(label);
    if (shown.reference !== null) expect(await site.text()).toContain(shown.reference);
    await simulate();
    await site.page.getByText('The payment is complete.').waitFor();
    expect((await site.stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
  });

  it('is paid in parts, each of which counts once', async () => {
    const { intent, shown } = await pay(2000);
    const url = shown.hosted_instructions_url!;
    await site.open(url);
    await site.page.getByLabel('Amount').fill('all of it');
    await simulate();
    expect(await site.alert()).toContain('Invalid integer');
    await site.page.getByLabel('Amount').fill('12.50');
    const last_transaction = await site.page.locator('input[name=last_transaction]').inputValue();
    await simulate();
    await site.page.getByText('the rest is here already').waitFor();
    expect(await site.text()).toContain('$7.50');
    const again = { amount: '7.50', decimals: '2', last_transaction };
    await Promise.all([resend(url, again), resend(url, again)]);
    const remaining = async () =>
      (await site.stripe.paymentIntents.retrieve(intent.id)).next_action!.display_bank_transfer_instructions!
        .amount_remaining;
    expect(await remaining()).toBe(750);
    await site.stripe.paymentIntents.cancel(intent.id);
    await site.page.goto(url);
    expect(await site.text()).toContain('No transfer is awaited for this payment.');
    expect((await resend(url, again)).status).toBe(303);
    const { available } = await site.stripe.customers.retrieveCashBalance(intent.customer as string);
    expect(available).toEqual({ usd: 1250 });
  });

  it('is not paid twice where transfers are left to the merchant', async () => {
    const { intent, shown } = await pay(2000);
    const customer = intent.customer as string;
    await site.stripe.customers.updateCashBalance(customer, { settings: { reconciliation_mode: 'manual' } });
    const url = shown.hosted_instructions_url!;
    await site.open(url);
    const form = { amount: '20', decimals: '2', last_transaction: '' };
    await Promise.all([resend(url, form), resend(url, form), resend(url, form)]);
    const { available } = await site.stripe.customers.retrieveCashBalance(customer);
    expect(available).toEqual({ usd: 2000 });
  });
}
