import { HOUR } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { eventTypes } from '../world.ts';
import type { Site } from './site.ts';

export function threeDSecurePages(site: Site): void {
  /** A payment; a parameter that is undefined is left out. */
  const pay = (params: { [Name in keyof Stripe.PaymentIntentCreateParams]?: unknown } = {}) =>
    site.stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      payment_method: 'pm_card_threeDSecure2Required',
      confirm: true,
      return_url: site.shop.url,
      ...(params as Partial<Stripe.PaymentIntentCreateParams>),
    });

  const pageOf = ({
    next_action,
  }: {
    next_action: Stripe.PaymentIntent.NextAction | Stripe.SetupIntent.NextAction | null;
  }) => next_action!.redirect_to_url!.url!;

  /** Chooses on the page of an intent, and answers what the payer's way back says. */
  async function choose(url: string, button: 'Complete' | 'Fail'): Promise<Record<string, string>> {
    await site.page.goto(url);
    await site.page.getByRole('button', { name: `${button} authentication` }).click();
    await site.page.waitForURL(`${new URL(site.shop.url).origin}/**`);
    return Object.fromEntries(new URL(site.page.url()).searchParams);
  }

  describe('a cardholder who must authenticate', () => {
    it('sees what it is about, passes, and comes back to a payment that has succeeded', async () => {
      const intent = await pay();
      expect(intent.status).toBe('requires_action');
      await site.page.goto(pageOf(intent));
      expect(await site.page.getByRole('main').innerText()).toMatch(/\$20\.00[\s\S]*Visa •••• 3220/);
      expect(await choose(pageOf(intent), 'Complete')).toEqual({
        number: '7',
        payment_intent: intent.id,
        payment_intent_client_secret: intent.client_secret,
        redirect_status: 'succeeded',
      });
      expect(await site.page.getByText('Thank you').isVisible()).toBe(true);
      const paid = await site.stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
      expect(paid).toMatchObject({ status: 'succeeded', next_action: null, amount_received: 2000 });
      expect(
        (paid.latest_charge as Stripe.Charge).payment_method_details!.card!.three_d_secure,
      ).toMatchObject({
        authentication_flow: 'challenge',
        result: 'authenticated',
      });
      expect(await eventTypes(site.stripe, 5)).toEqual([
        'payment_intent.created',
        'payment_intent.requires_action',
        'charge.succeeded',
        'payment_intent.succeeded',
        'charge.updated',
      ]);
    });

    it('fails, and pays with another card', async () => {
      const intent = await pay();
      expect(await choose(pageOf(intent), 'Fail')).toMatchObject({ redirect_status: 'failed' });
      const failed = await site.stripe.paymentIntents.retrieve(intent.id);
      expect(failed).toMatchObject({
        status: 'requires_payment_method',
        latest_charge: null,
        next_action: null,
        payment_method: null,
        last_payment_error: { code: 'payment_intent_authentication_failure' },
      });
      expect(await eventTypes(site.stripe, 3)).toEqual([
        'payment_intent.created',
        'payment_intent.requires_action',
        'payment_intent.payment_failed',
      ]);
      const paid = await site.stripe.paymentIntents.confirm(intent.id, {
        payment_method: 'pm_card_visa',
        return_url: site.shop.url,
      });
      expect(paid.status).toBe('succeeded');
    });

    it('passes, and is declined all the same', async () => {
      const intent = await pay({ payment_method: 'pm_card_threeDSecureRequiredChargeDeclined' });
      expect(await choose(pageOf(intent), 'Complete')).toMatchObject({ redirect_status: 'failed' });
      expect(await site.stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
        status: 'requires_payment_method',
        last_payment_error: { code: 'card_declined' },
      });
    });

    it('finds what was chosen when the page is opened, or sent, once more', async () => {
      const intent = await pay();
      const url = pageOf(intent);
      await choose(url, 'Complete');
      await site.page.goto(url);
      expect(site.page.url()).toContain('redirect_status=succeeded');
      const again = await fetch(url, {
        method: 'POST',
        body: new URLSearchParams({ outcome: 'failed' }),
        redirect: 'manual',
      });
      expect(again.status).toBe(303);
      expect(again.headers.get('location')).toContain('redirect_status=succeeded');
      expect((await site.stripe.charges.list({ payment_intent: intent.id })).data).toHaveLength(1);
    });

    it('has nothing to do once the client has gone another way', async () => {
      const intent = await pay();
      await site.stripe.paymentIntents.cancel(intent.id);
      await site.page.goto(pageOf(intent));
      expect(site.page.url()).toContain('redirect_status=failed');
      expect((await site.stripe.paymentIntents.retrieve(intent.id)).status).toBe('canceled');
    });

    it('stays on the page where the client waits behind it', async () => {
      const intent = await pay({
        payment_method_types: ['card'],
        return_url: undefined,
        use_stripe_sdk: true,
      });
      const { stripe_js } = intent.next_action!.use_stripe_sdk as { stripe_js: string };
      await site.page.goto(stripe_js);
      await site.page.getByRole('button', { name: 'Complete authentication' }).click();
      await site.page.getByText('The authentication is complete.').waitFor();
      expect((await site.stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
    });
  });

  it('shows nothing to whoever does not know the secret of the payment', async () => {
    const intent = await pay();
    const url = new URL(pageOf(intent));
    url.searchParams.set('payment_intent_client_secret', `${intent.id}_secret_wrong`);
    const answer = await site.page.goto(url.href);
    expect(answer!.status()).toBe(404);
    await site.page.getByText('There is nothing here.').waitFor();
    const completing = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ outcome: 'succeeded' }),
    });
    expect(completing.status).toBe(404);
    expect((await site.stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_action');
  });

  describe('with the confirmation method manual', () => {
    it('waits for the client to confirm again what was authenticated', async () => {
      const intent = await pay({ confirmation_method: 'manual' });
      await choose(pageOf(intent), 'Complete');
      expect((await site.stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_confirmation');
      const confirmed = await site.stripe.paymentIntents.confirm(intent.id, { return_url: site.shop.url });
      expect(confirmed.status).toBe('succeeded');
    });

    it('waits an hour', async () => {
      const intent = await pay({ confirmation_method: 'manual' });
      await choose(pageOf(intent), 'Complete');
      await site.world.advance(HOUR);
      expect(await site.stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
        status: 'requires_payment_method',
        last_payment_error: { code: 'payment_intent_payment_attempt_expired' },
      });
    });
  });

  describe('a card that is set up', () => {
    const setUp = async () => {
      const { id: customer } = await site.stripe.customers.create();
      return site.stripe.setupIntents.create({
        customer,
        payment_method: 'pm_card_authenticationRequiredOnSetup',
        confirm: true,
        return_url: site.shop.url,
      });
    };

    it('is the customer’s once its cardholder has authenticated, and pays without asking from then on', async () => {
      const intent = await setUp();
      await site.page.goto(pageOf(intent));
      expect(await site.page.getByRole('main').innerText()).toContain('Save the payment method for later');
      expect(await choose(pageOf(intent), 'Complete')).toMatchObject({
        redirect_status: 'succeeded',
        setup_intent: intent.id,
      });
      const done = await site.stripe.setupIntents.retrieve(intent.id);
      expect(done).toMatchObject({ status: 'succeeded', next_action: null });
      const attempts = await site.stripe.setupAttempts.list({ setup_intent: intent.id });
      expect(attempts.data.map(({ status }) => status)).toEqual(['succeeded']);
      const { customer, payment_method } = done as { customer: string; payment_method: string };
      const paid = await pay({ customer, payment_method, off_session: true, return_url: undefined });
      expect(paid.status).toBe('succeeded');
    });

    it('is not, when its cardholder fails', async () => {
      const intent = await setUp();
      await choose(pageOf(intent), 'Fail');
      expect(await site.stripe.setupIntents.retrieve(intent.id)).toMatchObject({
        status: 'requires_payment_method',
        last_setup_error: { code: 'setup_intent_authentication_failure' },
      });
      const attempts = await site.stripe.setupAttempts.list({ setup_intent: intent.id });
      expect(attempts.data.map(({ status }) => status)).toEqual(['failed']);
      expect(await eventTypes(site.stripe, 4)).toEqual([
        'customer.created',
        'setup_intent.created',
        'setup_intent.requires_action',
        'setup_intent.setup_failed',
      ]);
    });
  });
}
