import type Stripe from 'stripe';
import type { Site } from './site.ts';

export function mandatePages(site: Site): void {
  const billing_details = {
    name: 'Jenny Rosen',
    email: 'jenny@example.com',
    address: { line1: '1 High Street', city: 'London', postal_code: 'EC1A 1BB', country: 'GB' },
  };
  const online = { ip_address: '192.0.2.1', user_agent: 'test' };

  async function permit(type: string, currency: string, account: object, kept: boolean) {
    const intent = await site.stripe.paymentIntents.create({
      amount: 2000,
      confirm: true,
      currency,
      expand: ['latest_charge'],
      mandate_data: { customer_acceptance: { type: 'online', online } },
      payment_method_data: { type, billing_details, [type]: account },
      payment_method_types: [type],
      ...(kept
        ? { customer: (await site.stripe.customers.create()).id, setup_future_usage: 'off_session' }
        : {}),
    } as Stripe.PaymentIntentCreateParams);
    const details = (intent.latest_charge as Stripe.Charge).payment_method_details!;
    const mandate = await site.stripe.mandates.retrieve(details[type as 'sepa_debit']!.mandate!);
    return mandate.payment_method_details[type as 'sepa_debit']!;
  }

  it.each([
    ['sepa_debit', 'eur', { iban: 'DE89370400440532013000' }, 'SEPA Direct Debit mandate', '3000'],
    [
      'bacs_debit',
      'gbp',
      { sort_code: '108800', account_number: '00012345' },
      'Direct Debit instruction',
      '2345',
    ],
    [
      'au_becs_debit',
      'aud',
      { bsb_number: '000000', account_number: '000123456' },
      'Direct Debit request',
      '3456',
    ],
  ])('of %s says what was permitted', async (type, currency, account, heading, last4) => {
    const { reference, url } = await permit(type, currency, account, true);
    await site.world.advance(2);
    await site.open(url);
    expect(await site.text()).toContain(heading);
    expect(await site.text()).toMatch(new RegExp(`Status\\s+Active[\\s\\S]*•••• ${last4}`));
    if (reference !== undefined) expect(await site.text()).toContain(reference);
  });

  it('for one payment has ended with it', async () => {
    const { url } = await permit('sepa_debit', 'eur', { iban: 'DE89370400440532013000' }, false);
    await site.open(url);
    expect(await site.text()).toContain('collect one payment of €20.00 EUR');
    expect(await site.page.getByRole('status').innerText()).toBe(
      'Nothing can be collected under it any more.',
    );
  });
}
