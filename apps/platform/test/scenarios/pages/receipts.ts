import { DAY } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { eventually } from '../world.ts';
import type { Site } from './site.ts';

export function receiptPages(site: Site): void {
  const pay = (params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    site.stripe.paymentIntents.create({
      amount: 2000,
      confirm: true,
      currency: 'usd',
      expand: ['latest_charge'],
      payment_method: 'pm_card_visa',
      payment_method_types: ['card'],
      ...params,
    });
  const charged = (intent: Stripe.PaymentIntent) => intent.latest_charge as Stripe.Charge;

  it('shows what was paid, and what was refunded since', async () => {
    const intent = await pay({ description: 'Two <b>socks</b> & a "hat"' });
    const { receipt_number, receipt_url } = charged(intent);
    expect(receipt_number).toBeNull();
    await site.open(receipt_url!);
    expect(await site.text()).toMatch(/Receipt from Pinstripe\s+\$20\.00 USD\s+Paid on \d+ \w+ \d{4}/);
    expect(await site.text()).toContain('Visa •••• 4242');
    expect(await site.text()).toContain('Two <b>socks</b> & a "hat"');
    await site.stripe.refunds.create({ payment_intent: intent.id, amount: 500 });
    await site.page.reload();
    expect(await site.text()).toMatch(/Refund, [\s\S]*-\$5\.00 USD[\s\S]*Amount paid\s+\$15\.00 USD/);
  });

  it('is at the address of the platform, whoever tells that the payment has succeeded', async () => {
    const { origin } = new URL(charged(await pay()).receipt_url!);
    const redirected = await pay({
      payment_method: 'pm_card_threeDSecure2Required',
      return_url: site.shop.url,
    });
    await site.open(redirected.next_action!.redirect_to_url!.url!);
    await site.page.getByRole('button', { name: 'Complete authentication' }).click();
    await site.page.waitForURL(/order/);
    const { id } = await site.stripe.paymentIntents.create({
      amount: 2000,
      confirm: true,
      currency: 'eur',
      mandate_data: { customer_acceptance: { type: 'offline' } },
      payment_method_data: {
        billing_details: { email: 'jenny@example.com', name: 'Jenny Rosen' },
        sepa_debit: { iban: 'AT611904300234573201' },
        type: 'sepa_debit',
      },
      payment_method_types: ['sepa_debit'],
    });
    await site.world.advance(60);
    await eventually(
      () => site.stripe.paymentIntents.retrieve(id),
      ({ status }) => status === 'succeeded',
    );
    const { data } = await site.stripe.charges.list({ limit: 3 });
    const origins = data.map(({ receipt_url }) => new URL(receipt_url!).origin);
    expect(origins).toEqual([origin, origin, origin]);
  });

  it('shows what was captured, of what was authorized', async () => {
    const intent = await pay({ capture_method: 'manual' });
    await site.open(charged(intent).receipt_url!);
    expect(await site.text()).toContain('Amount authorized');
    await site.stripe.paymentIntents.capture(intent.id, { amount_to_capture: 1500 });
    await site.page.reload();
    expect(await site.text()).toMatch(/Amount paid\s+\$15\.00 USD/);
    expect(await site.text()).not.toContain('Refund');
  });

  it('is of every payment that succeeded, and of no other, for thirty days', async () => {
    const { receipt_url } = await site.stripe.charges.create({
      amount: 2000,
      currency: 'usd',
      source: 'tok_visa',
    });
    await site.open(receipt_url!);
    await expect(pay({ payment_method: 'pm_card_visa_chargeDeclined' })).rejects.toThrow();
    const { data } = await site.stripe.charges.list({ limit: 1 });
    expect(data).toMatchObject([{ receipt_url: null, status: 'failed' }]);
    await site.world.advance(30 * DAY + 60);
    expect((await site.page.goto(receipt_url!))!.status()).toBe(410);
    expect(await site.text()).toContain('This receipt has expired.');
  });
}
