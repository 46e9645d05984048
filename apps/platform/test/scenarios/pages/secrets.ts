import type Stripe from 'stripe';
import { resend, type Site } from './site.ts';

export function secretPages(site: Site): void {
  const billing_details = { name: 'Jenny Rosen', email: 'jenny@example.com' };
  const mandate_data = {
    customer_acceptance: { type: 'online', online: { ip_address: '192.0.2.1', user_agent: 'test' } },
  };

  /** A payment by a type, and the object that its page is about, as it is now. */
  const pay = (type: string, params: object) =>
    site.stripe.paymentIntents.create({
      amount: 2000,
      confirm: true,
      currency: 'eur',
      expand: ['latest_charge'],
      payment_method_data: { type, billing_details },
      payment_method_types: [type],
      return_url: 'https://example.com',
      ...params,
    } as Stripe.PaymentIntentCreateParams);
  const intentNow =
    ({ id }: Stripe.PaymentIntent) =>
    () =>
      site.stripe.paymentIntents.retrieve(id);
  const customer = async () => (await site.stripe.customers.create({ email: 'jenny@example.com' })).id;

  interface Guessed {
    url: string;
    form: Record<string, string>;
    now: () => Promise<unknown>;
  }

  const pages: Record<string, () => Promise<Guessed>> = {
    redirect: async () => {
      const intent = await pay('ideal', {
        payment_method_data: { type: 'ideal', billing_details, ideal: {} },
      });
      const form = { outcome: 'succeeded' };
      return { url: intent.next_action!.redirect_to_url!.url!, form, now: intentNow(intent) };
    },
    microdeposits: async () => {
      const us_bank_account = {
        account_holder_type: 'individual',
        account_number: '000123456789',
        routing_number: '110000000',
      };
      const payment_method_data = { type: 'us_bank_account', billing_details, us_bank_account };
      const intent = await pay('us_bank_account', { currency: 'usd', mandate_data, payment_method_data });
      return {
        url: intent.next_action!.verify_with_microdeposits!.hosted_verification_url,
        form: { missed: '0', descriptor_code: 'SM11AA' },
        now: intentNow(intent),
      };
    },
    'bank transfer': async () => {
      const bank_transfer = { type: 'eu_bank_transfer', eu_bank_transfer: { country: 'DE' } };
      const intent = await pay('customer_balance', {
        customer: await customer(),
        payment_method_data: { type: 'customer_balance' },
        payment_method_options: { customer_balance: { bank_transfer, funding_type: 'bank_transfer' } },
      });
      return {
        url: intent.next_action!.display_bank_transfer_instructions!.hosted_instructions_url!,
        form: { amount: '20', decimals: '2', last_transaction: '' },
        now: intentNow(intent),
      };
    },
    refund: async () => {
      const owner = await customer();
      await site.stripe.testHelpers.customers.fundCashBalance(owner, { amount: 2000, currency: 'eur' });
      const origin = { customer: owner, origin: 'customer_balance' } as const;
      const { id } = await site.stripe.refunds.create({ amount: 2000, currency: 'eur', ...origin });
      const link = await site.stripe.rawRequest('GET', `/pinstripe/refunds/${id}`);
      const { next_action } = await site.stripe.refunds.retrieve(id);
      const { email_sent_at } = next_action!.display_details!.email_sent;
      return {
        url: (link as unknown as { hosted_details_url: string }).hosted_details_url,
        form: { account_number: 'DE89370400440532013000', asked_at: String(email_sent_at) },
        now: () => site.stripe.refunds.retrieve(id),
      };
    },
    receipt: async () => {
      const intent = await pay('card', { payment_method_data: undefined, payment_method: 'pm_card_visa' });
      return { url: (intent.latest_charge as Stripe.Charge).receipt_url!, form: {}, now: intentNow(intent) };
    },
    mandate: async () => {
      const sepa_debit = { iban: 'DE89370400440532013000' };
      const payment_method_data = { type: 'sepa_debit', billing_details, sepa_debit };
      const intent = await pay('sepa_debit', { mandate_data, payment_method_data });
      const { mandate } = (intent.latest_charge as Stripe.Charge).payment_method_details!.sepa_debit!;
      const { payment_method_details } = await site.stripe.mandates.retrieve(mandate!);
      return { url: payment_method_details.sepa_debit!.url, form: {}, now: intentNow(intent) };
    },
  };

  it.each(Object.entries(pages))('shows nothing and changes nothing: %s', async (_name, make) => {
    const { url, form, now } = await make();
    const before = await now();
    const guesses = [/secret$/, /^merchant$/].map((name) => {
      const guess = new URL(url);
      const param = [...guess.searchParams.keys()].find((key) => name.test(key))!;
      guess.searchParams.set(param, `${guess.searchParams.get(param)}x`);
      return guess;
    });
    for (const guess of [...guesses, new URL(new URL(url).pathname, url)]) {
      expect((await site.page.goto(guess.href))!.status()).toBe(404);
      expect(await site.text()).toContain('There is nothing here.');
      expect((await resend(guess, form)).status).toBe(404);
    }
    expect(await now()).toEqual(before);
    expect((await fetch(url)).status).toBe(200);
  });
}
