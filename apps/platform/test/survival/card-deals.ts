import Stripe from 'stripe';
import type { Deal, Merchant } from './merchant.ts';

/** What a merchant does with cards. Each leaves with the merchant what was acknowledged, and so must be found. */

interface Paid {
  intent: Stripe.PaymentIntent;
  amount: number;
  charge: string;
}

async function payByCard(
  merchant: Merchant,
  params: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Paid> {
  const intent = await merchant.pay({ payment_method: 'pm_card_visa', ...params });
  const { acknowledged } = merchant;
  const paid = { intent, amount: intent.amount, charge: intent.latest_charge as string };
  acknowledged.told(intent.id, 'payment_intent.succeeded');
  acknowledged.told(paid.charge, 'charge.succeeded', 'charge.updated');
  acknowledged.shows(intent.id, 'succeeded', paid.amount);
  acknowledged.shows(paid.charge, 'succeeded', paid.amount, 0);
  acknowledged.books(paid.charge, 'charge', paid.amount);
  return paid;
}

/** The first source becomes the customer's default, which two services see to. */
async function payAsCustomer(merchant: Merchant): Promise<void> {
  const { acknowledged, stripe } = merchant;
  const { id: customer } = await merchant.customer();
  const { id: source } = await merchant.insist((key) =>
    stripe.customers.createSource(customer, { source: 'tok_visa' }, key),
  );
  acknowledged.shows(customer, source, source);
  acknowledged.told(customer, 'customer.created', 'customer.updated');
  acknowledged.told(source, 'customer.source.created', 'payment_method.attached');
  await payByCard(merchant, { customer });
}

/** What the bank says of a refund, by card: at once, or some seconds later. */
const REFUNDS = [
  { payment_method: 'pm_card_visa', fails: false, later: [] },
  {
    payment_method: 'pm_card_pendingRefund',
    fails: false,
    later: ['refund.updated', 'charge.refund.updated'],
  },
  {
    payment_method: 'pm_card_refundFail',
    fails: true,
    later: ['refund.updated', 'charge.refund.updated', 'refund.failed'],
  },
];

async function refund(
  merchant: Merchant,
  { payment_method, fails, later }: (typeof REFUNDS)[number],
): Promise<void> {
  const { acknowledged, stripe } = merchant;
  const { intent, amount, charge } = await payByCard(merchant, { payment_method });
  const part = merchant.partOf(amount);
  const { id } = await merchant.insist((key) =>
    stripe.refunds.create({ payment_intent: intent.id, amount: part }, key),
  );
  acknowledged.shows(id, fails ? 'failed' : 'succeeded', part);
  acknowledged.shows(charge, 'succeeded', amount, fails ? 0 : part);
  acknowledged.told(charge, 'charge.refunded');
  acknowledged.told(id, 'refund.created', ...later);
  acknowledged.books(id, 'refund', -part);
  if (fails) acknowledged.books(id, 'refund_failure', part);
}

async function capture(merchant: Merchant): Promise<void> {
  const { acknowledged, stripe } = merchant;
  const { id, amount, latest_charge } = await merchant.pay({
    payment_method: 'pm_card_visa',
    capture_method: 'manual',
  });
  const amount_to_capture = merchant.partOf(amount);
  await merchant.insist((key) => stripe.paymentIntents.capture(id, { amount_to_capture }, key));
  const [charge, released] = [latest_charge as string, amount - amount_to_capture];
  acknowledged.shows(id, 'succeeded', amount_to_capture);
  acknowledged.shows(charge, 'succeeded', amount_to_capture, released);
  acknowledged.told(id, 'payment_intent.amount_capturable_updated', 'payment_intent.succeeded');
  acknowledged.told(charge, 'charge.succeeded', 'charge.captured');
  acknowledged.books(charge, 'charge', amount);
  if (released === 0) return;
  const { data } = await merchant.insist(() => stripe.refunds.list({ charge }));
  const { id: reversal } = data[0]!;
  acknowledged.shows(reversal, 'succeeded', released);
  acknowledged.told(reversal, 'refund.created');
  acknowledged.books(reversal, 'partial_capture_reversal', -released);
}

async function decline(merchant: Merchant): Promise<void> {
  const { acknowledged } = merchant;
  try {
    const paid = await merchant.pay({ payment_method: 'pm_card_chargeDeclined' });
    throw new Error(`${paid.id} was not declined`);
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeCardError)) throw error;
    const { id, latest_charge } = error.payment_intent!;
    acknowledged.shows(id, 'requires_payment_method', 0);
    acknowledged.shows(latest_charge as string, 'failed', 0, 0);
    acknowledged.told(id, 'payment_intent.created', 'payment_intent.payment_failed');
    acknowledged.told(latest_charge as string, 'charge.failed');
  }
}

/** The cardholder is asked by the bank. */
async function authenticate(merchant: Merchant): Promise<void> {
  const { acknowledged } = merchant;
  const intent = await merchant.pay({ payment_method: 'pm_card_authenticationRequired' });
  await merchant.choose(intent, 'succeeded');
  const { latest_charge } = await merchant.found(intent);
  const { id: charge } = latest_charge as Stripe.Charge;
  acknowledged.shows(intent.id, 'succeeded', intent.amount);
  acknowledged.shows(charge, 'succeeded', intent.amount, 0);
  acknowledged.told(intent.id, 'payment_intent.requires_action', 'payment_intent.succeeded');
  acknowledged.told(charge, 'charge.succeeded', 'charge.updated');
  acknowledged.books(charge, 'charge', intent.amount);
}

const [OPENED, WITHDRAWN, UPDATED, CLOSED] = ['created', 'funds_withdrawn', 'updated', 'closed'].map(
  (what) => `charge.dispute.${what}`,
) as [string, string, string, string];
const REINSTATED = 'charge.dispute.funds_reinstated';

/** What the merchant says to a dispute, and what comes of it. */
const DISPUTES = [
  { evidence: 'winning_evidence', status: 'won', told: [OPENED, WITHDRAWN, UPDATED, REINSTATED, CLOSED] },
  { evidence: 'losing_evidence', status: 'lost', told: [OPENED, WITHDRAWN, UPDATED, CLOSED] },
  { evidence: null, status: 'lost', told: [OPENED, WITHDRAWN, CLOSED] },
  { inquiry: true, evidence: null, status: 'warning_closed', told: [OPENED, CLOSED] },
  {
    inquiry: true,
    evidence: 'escalate_inquiry_evidence',
    status: 'needs_response',
    told: [OPENED, UPDATED, UPDATED, WITHDRAWN],
  },
];

async function dispute(
  merchant: Merchant,
  { evidence, inquiry = false, status, told }: (typeof DISPUTES)[number],
): Promise<void> {
  const { acknowledged, stripe } = merchant;
  const payment_method = `pm_card_createDispute${inquiry ? 'Inquiry' : ''}`;
  const { amount, charge } = await payByCard(merchant, { payment_method });
  const { data } = await merchant.insist(() => stripe.disputes.list({ charge }));
  const { id } = data[0]!;
  await merchant.insist((key) =>
    evidence === null
      ? stripe.disputes.close(id, {}, key)
      : stripe.disputes.update(id, { evidence: { uncategorized_text: evidence } }, key),
  );
  acknowledged.shows(id, status, amount);
  acknowledged.told(id, ...told);
  if (told.includes(WITHDRAWN)) acknowledged.books(id, 'dispute', -amount);
  if (told.includes(REINSTATED)) acknowledged.books(id, 'dispute_reversal', amount);
}

export const card_deals: readonly Deal[] = [
  ...Array<Deal>(8).fill(async (merchant) => void (await payByCard(merchant))),
  payAsCustomer,
  payAsCustomer,
  capture,
  capture,
  decline,
  authenticate,
  ...REFUNDS.map(
    (terms): Deal =>
      (merchant) =>
        refund(merchant, terms),
  ),
  ...DISPUTES.map(
    (terms): Deal =>
      (merchant) =>
        dispute(merchant, terms),
  ),
];
