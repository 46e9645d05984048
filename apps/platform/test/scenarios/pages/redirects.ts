import type Stripe from 'stripe';
import { eventTypes } from '../world.ts';
import type { Site } from './site.ts';

export function redirectPages(site: Site): void {
  const billing_details = { name: 'Jenny Rosen', email: 'jenny@example.com' };

  const pay = (type: string, currency: string) =>
    site.stripe.paymentIntents.create({
      amount: 2000,
      confirm: true,
      currency,
      payment_method_data: { type, billing_details, [type]: {} },
      payment_method_types: [type],
      return_url: site.shop.url,
    } as Stripe.PaymentIntentCreateParams);
  const statusOf = async ({ id }: Stripe.PaymentIntent) =>
    (await site.stripe.paymentIntents.retrieve(id)).status;

  /** Presses a button of the page that it has opened, and answers how the payer's way back calls it. */
  async function press(name: string): Promise<string | null> {
    await site.page.getByRole('button', { name }).press('Enter');
    await site.page.getByText('Thank you').waitFor();
    return new URL(site.page.url()).searchParams.get('redirect_status');
  }

  it.each([
    ['Authorize test payment', 'succeeded', 'succeeded'],
    ['Fail test payment', 'failed', 'requires_payment_method'],
  ])('leads to a page and back: %s', async (button, redirect_status, status) => {
    const intent = await pay('ideal', 'eur');
    await site.open(intent.next_action!.redirect_to_url!.url!);
    expect(await site.text()).toContain('€20.00 EUR');
    expect(await press(button)).toBe(redirect_status);
    expect(await statusOf(intent)).toBe(status);
  });

  it('waits for a payer who closes the page', async () => {
    const intent = await pay('ideal', 'eur');
    const { url } = intent.next_action!.redirect_to_url!;
    const closed = await site.browser.newPage();
    await closed.goto(url!);
    await closed.close();
    expect(await statusOf(intent)).toBe('requires_action');
    await site.open(url!);
    expect(await press('Authorize test payment')).toBe('succeeded');
  });

  it('is chosen once, whatever another tab says', async () => {
    const intent = await pay('ideal', 'eur');
    const { url } = intent.next_action!.redirect_to_url!;
    const tab = await site.browser.newPage();
    await Promise.all([site.page.goto(url!), tab.goto(url!)]);
    expect(await press('Authorize test payment')).toBe('succeeded');
    await tab.getByRole('button', { name: 'Fail test payment' }).click();
    await tab.waitForURL(/redirect_status=succeeded/);
    await tab.close();
    expect(await statusOf(intent)).toBe('succeeded');
    expect(await eventTypes(site.stripe, 5)).toEqual([
      'payment_intent.created',
      'payment_intent.requires_action',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
    ]);
  });

  it('is opened by a code that is scanned', async () => {
    const intent = await pay('paynow', 'sgd');
    const { data, image_url_svg } = intent.next_action!.paynow_display_qr_code!;
    await site.page.goto(image_url_svg);
    expect(await site.page.locator('svg path').count()).toBeGreaterThan(0);
    await site.open(data);
    expect(await press('Authorize test payment')).toBe('succeeded');
  });

  it.each([
    ['Pay test voucher', 'The voucher is paid.', 'succeeded'],
    ['Let it expire', 'The voucher has expired.', 'requires_payment_method'],
  ])('is made by a voucher: %s', async (button, said, status) => {
    const { id } = await site.stripe.paymentIntents.create({
      amount: 2000,
      currency: 'mxn',
      payment_method_types: ['oxxo'],
    });
    const intent = await site.stripe.paymentIntents.confirm(id, {
      payment_method_data: { type: 'oxxo', billing_details },
    });
    const { hosted_voucher_url, number } = intent.next_action!.oxxo_display_details!;
    await site.open(hosted_voucher_url!);
    expect(await site.text()).toMatch(new RegExp(`Number\\s+${number}\\s+Pay until\\s+.* at 23:59`));
    await site.page.getByRole('button', { name: button }).click();
    await site.page.getByText(said).waitFor();
    expect(await statusOf(intent)).toBe(status);
  });
}
