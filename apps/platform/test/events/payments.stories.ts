import type Stripe from 'stripe';
import type { Stories } from './stories.ts';

const DAY = 24 * 60 * 60;
/** A refund that is decided later is decided by then. */
const DECIDED = 10;

const pay = (stripe: Stripe, params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    amount: 2000,
    confirm: true,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    return_url: 'https://example.com/paid',
    ...params,
  });
const authorize = (stripe: Stripe) => pay(stripe, { capture_method: 'manual' });
const decline = (paying: Promise<unknown>) => expect(paying).rejects.toMatchObject({ code: 'card_declined' });
const refund = async (stripe: Stripe, payment_method = 'pm_card_visa') =>
  stripe.refunds.create({ payment_intent: (await pay(stripe, { payment_method })).id, amount: 500 });
const setUp = (stripe: Stripe, payment_method = 'pm_card_visa') =>
  stripe.setupIntents.create({ confirm: true, payment_method, return_url: 'https://example.com/saved' });
const dispute = async (stripe: Stripe) => {
  const { id: payment_intent } = await pay(stripe, { payment_method: 'pm_card_createDispute' });
  return (await stripe.disputes.list({ payment_intent })).data[0]!;
};
const warn = (stripe: Stripe) => pay(stripe, { payment_method: 'pm_card_createIssuerFraudRecord' });
const review = (stripe: Stripe) => pay(stripe, { payment_method: 'pm_card_riskLevelElevated' });
const attach = async (stripe: Stripe) => {
  const { id: customer } = await stripe.customers.create();
  return stripe.paymentMethods.attach('pm_card_visa', { customer });
};

const online = {
  mandate_data: {
    customer_acceptance: { type: 'online', online: { ip_address: '192.0.2.1', user_agent: 'test' } },
  },
} as const;
const debit = (stripe: Stripe) =>
  pay(stripe, {
    currency: 'eur',
    payment_method_data: {
      type: 'sepa_debit',
      sepa_debit: { iban: 'DE89370400440532013000' },
      billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com' },
    },
    ...online,
    payment_method_types: ['sepa_debit'],
    // Left out of the form: the payment method is made with the payment.
    payment_method: undefined as never,
  });

const multibanco = (stripe: Stripe, params: Stripe.SourceCreateParams = {}) =>
  stripe.sources.create({
    type: 'multibanco',
    amount: 1099,
    currency: 'eur',
    owner: { email: 'jenny@example.com' },
    redirect: { return_url: 'https://example.com/paid' },
    ...params,
  });

const addCard = async (stripe: Stripe) => {
  const { id: customer } = await stripe.customers.create();
  const { id } = await stripe.customers.createSource(customer, { source: 'tok_visa' });
  return { id, customer };
};

const fund = async (stripe: Stripe, customer?: string) => {
  const id = customer ?? (await stripe.customers.create()).id;
  return stripe.testHelpers.customers.fundCashBalance(id, { amount: 500, currency: 'usd' });
};
const transfer = (stripe: Stripe, customer: string) =>
  stripe.paymentIntents.create({
    amount: 2000,
    confirm: true,
    currency: 'usd',
    customer,
    payment_method_data: { type: 'customer_balance' },
    payment_method_options: {
      customer_balance: { bank_transfer: { type: 'us_bank_transfer' }, funding_type: 'bank_transfer' },
    },
    payment_method_types: ['customer_balance'],
  });

export const payments: Stories<'payments'> = {
  'balance.available': async (stripe, world) => {
    await pay(stripe);
    await world.advance(3 * DAY);
  },
  'cash_balance.funds_available': (stripe) => fund(stripe),
  'charge.captured': async (stripe) => stripe.paymentIntents.capture((await authorize(stripe)).id),
  'charge.dispute.closed': async (stripe) => stripe.disputes.close((await dispute(stripe)).id),
  'charge.dispute.created': dispute,
  'charge.dispute.funds_reinstated': async (stripe, world) => {
    const { id } = await dispute(stripe);
    await stripe.disputes.update(id, { evidence: { uncategorized_text: 'winning_evidence' } });
    await world.advance(DECIDED);
  },
  'charge.dispute.funds_withdrawn': dispute,
  'charge.dispute.updated': async (stripe) =>
    stripe.disputes.update((await dispute(stripe)).id, { metadata: { order: '7' } }),
  'charge.expired': async (stripe, world) => {
    await authorize(stripe);
    await world.advance(8 * DAY);
  },
  'charge.failed': (stripe) => decline(pay(stripe, { payment_method: 'pm_card_visa_chargeDeclined' })),
  'charge.pending': (stripe) =>
    stripe.charges.create({ amount: 2000, currency: 'usd', source: 'btok_us_verified' }),
  'charge.refund.updated': async (stripe, world) => {
    await refund(stripe, 'pm_card_pendingRefund');
    await world.advance(DECIDED);
  },
  'charge.refunded': (stripe) => refund(stripe),
  'charge.succeeded': (stripe) =>
    stripe.charges.create({ amount: 2000, currency: 'usd', source: 'tok_visa' }),
  'charge.updated': (stripe) => pay(stripe),
  'customer.source.created': (stripe) => stripe.customers.create({ source: 'tok_visa' }),
  'customer.source.deleted': async (stripe) => {
    const { id } = await stripe.customers.create({ source: 'tok_visa' });
    await stripe.customers.update(id, { source: 'tok_mastercard' });
  },
  'customer.source.expiring': async (stripe, world) => {
    await addCard(stripe);
    await world.advance(400 * DAY);
  },
  'customer.source.updated': async (stripe) => {
    const { id, customer } = await addCard(stripe);
    await stripe.customers.updateSource(customer, id, { name: 'Jenny Rosen' });
  },
  'customer_cash_balance_transaction.created': (stripe) => fund(stripe),
  'mandate.updated': debit,
  'payment_intent.amount_capturable_updated': authorize,
  'payment_intent.canceled': async (stripe) => stripe.paymentIntents.cancel((await authorize(stripe)).id),
  'payment_intent.created': (stripe) => stripe.paymentIntents.create({ amount: 2000, currency: 'eur' }),
  'payment_intent.partially_funded': async (stripe) => {
    const { id: customer } = await stripe.customers.create();
    await transfer(stripe, customer);
    await fund(stripe, customer);
  },
  'payment_intent.payment_failed': (stripe) =>
    decline(pay(stripe, { payment_method: 'pm_card_chargeDeclined' })),
  'payment_intent.processing': debit,
  'payment_intent.requires_action': (stripe) =>
    pay(stripe, { payment_method: 'pm_card_authenticationRequired' }),
  'payment_intent.succeeded': (stripe) => pay(stripe, { metadata: { order: '7' } }),
  'payment_method.attached': attach,
  'payment_method.automatically_updated': async (stripe, world) => {
    const { id: customer } = await stripe.customers.create();
    const { id } = await pay(stripe, {
      ...online,
      customer,
      payment_method: 'pm_usBankAccount_accountClosed',
      payment_method_types: ['us_bank_account'],
      setup_future_usage: 'off_session',
    });
    await stripe.paymentIntents.verifyMicrodeposits(id, { amounts: [32, 45] });
    await world.advance(DECIDED);
  },
  'payment_method.detached': async (stripe) => stripe.paymentMethods.detach((await attach(stripe)).id),
  'payment_method.updated': async (stripe) => {
    const { id } = await attach(stripe);
    await stripe.paymentMethods.update(id, { billing_details: { name: 'Jenny Rosen' } });
  },
  'radar.early_fraud_warning.created': warn,
  'radar.early_fraud_warning.updated': async (stripe) =>
    stripe.refunds.create({ payment_intent: (await warn(stripe)).id }),
  'refund.created': (stripe) => refund(stripe),
  'refund.failed': async (stripe, world) => {
    await refund(stripe, 'pm_card_refundFail');
    await world.advance(DECIDED);
  },
  'refund.updated': async (stripe) => {
    const { id } = await refund(stripe);
    await stripe.refunds.update(id, { metadata: { reason: 'late' } });
  },
  'review.closed': async (stripe) => stripe.reviews.approve((await review(stripe)).review as string),
  'review.opened': review,
  'setup_intent.canceled': async (stripe) =>
    stripe.setupIntents.cancel((await stripe.setupIntents.create()).id),
  'setup_intent.created': (stripe) => stripe.setupIntents.create(),
  'setup_intent.requires_action': (stripe) => setUp(stripe, 'pm_card_authenticationRequired'),
  'setup_intent.setup_failed': (stripe) => decline(setUp(stripe, 'pm_card_chargeDeclined')),
  'setup_intent.succeeded': (stripe) => setUp(stripe),
  'source.canceled': async (stripe, world) => {
    await multibanco(stripe, { owner: { email: 'jenny+fill_never@example.com' } });
    await world.advance(7 * DAY);
  },
  'source.chargeable': (stripe) => stripe.sources.create({ type: 'card', token: 'tok_visa' }),
  'source.failed': async (stripe) => {
    const { id } = await stripe.sources.create({
      type: 'ach_debit',
      currency: 'usd',
      owner: { name: 'Jenny Rosen' },
      ...({ ach_debit: { account_number: '000123456789', routing_number: '110000000' } } as object),
    });
    for (let n = 0; n < 3; n++) await stripe.sources.verify(id, { values: ['1'] });
  },
  'source.mandate_notification': async (stripe) => {
    const { id: source } = await stripe.sources.create({
      type: 'sepa_debit',
      currency: 'eur',
      mandate: { notification_method: 'manual' },
      owner: { name: 'Jenny Rosen' },
      ...({ sepa_debit: { iban: 'DE89370400440532013000' } } as object),
    });
    await stripe.charges.create({ amount: 1099, currency: 'eur', source });
  },
  'source.refund_attributes_required': async (stripe, world) => {
    await multibanco(stripe, { receiver: { refund_attributes_method: 'manual' } });
    await world.advance(3);
    await world.advance(6 * 60 * 60);
  },
  'source.transaction.created': async (stripe, world) => {
    await multibanco(stripe);
    await world.advance(3);
  },
  'source.transaction.updated': async (stripe, world) => {
    await stripe.sources.create({
      type: 'ach_credit_transfer',
      currency: 'usd',
      owner: { email: 'amount_4242@example.com' },
    });
    await world.advance(3);
    await world.advance(60);
  },
};
