import type Stripe from 'stripe';
import { notYet } from './insist.ts';
import type { Deal, Merchant } from './merchant.ts';

/** What a merchant does with everything but a card that pays at once. */

const billing_details = { name: 'Jenny Rosen', email: 'jenny@example.com' };
const mandate_data = {
  customer_acceptance: { type: 'online', online: { ip_address: '192.0.2.1', user_agent: 'a browser' } },
} as const;

/** What becomes of debits, by account. */
const DEBITS = [
  { iban: 'DE89370400440532013000', status: 'succeeded' },
  { iban: 'DE62370400440532013001', status: 'failed' },
  { iban: 'DE35370400440532013002', status: 'disputed' },
];

/** A debit that the bank has been told of. */
async function order(merchant: Merchant, iban: string) {
  const { acknowledged } = merchant;
  const { id, amount, latest_charge } = await merchant.pay({
    currency: 'eur',
    expand: ['latest_charge'],
    mandate_data,
    payment_method_data: { type: 'sepa_debit', sepa_debit: { iban }, billing_details },
    payment_method_types: ['sepa_debit'],
  });
  const { id: charge, payment_method_details } = latest_charge as Stripe.Charge;
  const mandate = payment_method_details!.sepa_debit!.mandate!;
  acknowledged.told(mandate, 'mandate.updated');
  acknowledged.books(charge, 'charge', amount);
  return { id, amount, charge };
}

/** The bank decides some seconds later. */
async function debit(merchant: Merchant, { iban, status }: (typeof DEBITS)[number]): Promise<void> {
  const { acknowledged, stripe } = merchant;
  const { id, amount, charge } = await order(merchant, iban);
  if (status === 'failed') {
    acknowledged.shows(id, 'requires_payment_method', 0);
    acknowledged.shows(charge, 'failed', 0, 0);
    acknowledged.told(id, 'payment_intent.processing', 'payment_intent.payment_failed');
    acknowledged.told(charge, 'charge.pending', 'charge.failed');
    acknowledged.books(charge, 'charge_failure', -amount);
    return;
  }
  acknowledged.shows(id, 'succeeded', amount);
  acknowledged.shows(charge, 'succeeded', amount, 0);
  acknowledged.told(id, 'payment_intent.processing', 'payment_intent.succeeded');
  acknowledged.told(charge, 'charge.pending', 'charge.succeeded');
  if (status !== 'disputed') return;
  // It comes with the bank's word, and is lost with that.
  const { id: dispute } = await merchant.insist(async () => {
    const { data } = await stripe.disputes.list({ charge });
    if (data.length === 0) throw notYet(`${charge} is not disputed`);
    return data[0]!;
  });
  acknowledged.shows(dispute, 'lost', amount);
  acknowledged.told(
    dispute,
    'charge.dispute.created',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.closed',
  );
  acknowledged.books(dispute, 'dispute', -amount);
}

/** What is given back waits for the debit, unless that has arrived by then. */
async function refundedDebit(merchant: Merchant): Promise<void> {
  const { acknowledged, stripe } = merchant;
  const { id: payment_intent, amount, charge } = await order(merchant, DEBITS[0]!.iban);
  const part = merchant.partOf(amount);
  const { id, balance_transaction } = await merchant.insist((key) =>
    stripe.refunds.create({ payment_intent, amount: part }, key),
  );
  const updated = ['refund.updated', 'charge.refund.updated'];
  const has_waited = balance_transaction === null;
  acknowledged.shows(payment_intent, 'succeeded', amount);
  acknowledged.shows(charge, 'succeeded', amount, part);
  acknowledged.shows(id, 'succeeded', part);
  acknowledged.told(payment_intent, 'payment_intent.processing', 'payment_intent.succeeded');
  acknowledged.told(
    charge,
    'charge.pending',
    ...(has_waited ? ['charge.refunded', 'charge.succeeded'] : ['charge.succeeded', 'charge.refunded']),
  );
  acknowledged.told(id, 'refund.created', ...(has_waited ? updated : []), ...updated);
  acknowledged.books(id, 'refund', -part);
}

/** The payer is led to a bank, and authorizes the payment there or does not. */
async function redirect(merchant: Merchant, outcome: 'failed' | 'succeeded'): Promise<void> {
  const { acknowledged } = merchant;
  const intent = await merchant.pay({
    currency: 'eur',
    payment_method_data: { type: 'ideal', billing_details },
    payment_method_types: ['ideal'],
  });
  await merchant.choose(intent, outcome);
  const { id, amount, latest_charge } = await merchant.found(intent);
  const { id: charge } = latest_charge as Stripe.Charge;
  if (outcome === 'failed') {
    acknowledged.shows(id, 'requires_payment_method', 0);
    acknowledged.shows(charge, 'failed', 0, 0);
    acknowledged.told(id, 'payment_intent.requires_action', 'payment_intent.payment_failed');
    acknowledged.told(charge, 'charge.failed');
    return;
  }
  acknowledged.shows(id, 'succeeded', amount);
  acknowledged.shows(charge, 'succeeded', amount, 0);
  acknowledged.told(id, 'payment_intent.requires_action', 'payment_intent.succeeded');
  acknowledged.told(charge, 'charge.succeeded', 'charge.updated');
  acknowledged.books(charge, 'charge', amount);
}

/** A customer transfers what a payment needs in two parts, and more than that. */
async function transfer(merchant: Merchant): Promise<void> {
  const { acknowledged, stripe } = merchant;
  const { id: customer } = await merchant.customer();
  const { id, amount } = await merchant.pay({
    customer,
    payment_method_data: { type: 'customer_balance' },
    payment_method_options: {
      customer_balance: { bank_transfer: { type: 'us_bank_transfer' }, funding_type: 'bank_transfer' },
    },
    payment_method_types: ['customer_balance'],
  });
  const part = merchant.partOf(amount - 1);
  const left = merchant.partOf(100);
  for (const sent of [part, amount - part + left]) {
    await merchant.insist((key) =>
      stripe.testHelpers.customers.fundCashBalance(customer, { amount: sent, currency: 'usd' }, key),
    );
  }
  const { latest_charge } = await merchant.insist(() => stripe.paymentIntents.retrieve(id));
  const charge = latest_charge as string;
  const { data } = await merchant.insist(() => stripe.customers.listCashBalanceTransactions(customer));
  const moved = [part, -part, amount - part + left, part - amount];
  for (const [at, transaction] of data.toReversed().entries()) {
    acknowledged.shows(transaction.id, moved[at]);
    acknowledged.told(transaction.id, 'customer_cash_balance_transaction.created');
  }
  acknowledged.shows(customer, '');
  acknowledged.shows(id, 'succeeded', amount);
  acknowledged.shows(charge, 'succeeded', amount, 0);
  acknowledged.told(customer, 'customer.created');
  acknowledged.told(`cash balance of ${customer}`, 'cash_balance.funds_available');
  acknowledged.told(
    id,
    'payment_intent.requires_action',
    'payment_intent.partially_funded',
    'payment_intent.succeeded',
  );
  acknowledged.told(charge, 'charge.succeeded');
  acknowledged.books(charge, 'charge', amount);
}

async function savedByPayment(merchant: Merchant): Promise<void> {
  const { acknowledged } = merchant;
  const { id: customer } = await merchant.customer();
  const { id, amount, latest_charge, payment_method } = await merchant.pay({
    customer,
    payment_method: 'pm_card_visa',
    setup_future_usage: 'off_session',
  });
  const charge = latest_charge as string;
  acknowledged.told(customer, 'customer.created');
  acknowledged.shows(customer, '', payment_method);
  acknowledged.told(payment_method as string, 'payment_method.attached');
  acknowledged.shows(id, 'succeeded', amount);
  acknowledged.shows(charge, 'succeeded', amount, 0);
  acknowledged.told(id, 'payment_intent.succeeded');
  acknowledged.told(charge, 'charge.succeeded', 'charge.updated');
  acknowledged.books(charge, 'charge', amount);
}

async function savedBySetup(merchant: Merchant): Promise<void> {
  const { acknowledged, stripe } = merchant;
  const { id: customer } = await merchant.customer();
  const card = { payment_method: 'pm_card_visa', payment_method_types: ['card'] };
  const { id, payment_method } = await merchant.insist((key) =>
    stripe.setupIntents.create({ confirm: true, customer, ...card }, key),
  );
  acknowledged.told(customer, 'customer.created');
  acknowledged.shows(customer, '', payment_method);
  acknowledged.told(payment_method as string, 'payment_method.attached');
  acknowledged.shows(id, 'succeeded');
  acknowledged.told(id, 'setup_intent.created', 'setup_intent.succeeded');
}

/** Two are attached, and one of them goes again. */
async function savedByHand(merchant: Merchant): Promise<void> {
  const { acknowledged, stripe } = merchant;
  const { id: customer } = await merchant.customer();
  const attach = () =>
    merchant.insist((key) => stripe.paymentMethods.attach('pm_card_visa', { customer }, key));
  const [{ id: stays }, { id: goes }] = await Promise.all([attach(), attach()]);
  await merchant.insist((key) => stripe.paymentMethods.detach(goes, {}, key));
  acknowledged.told(customer, 'customer.created');
  acknowledged.shows(customer, '', stays);
  acknowledged.told(stays, 'payment_method.attached');
  acknowledged.told(goes, 'payment_method.attached', 'payment_method.detached');
}

export const other_deals: readonly Deal[] = [
  ...DEBITS.map(
    (terms): Deal =>
      (merchant) =>
        debit(merchant, terms),
  ),
  refundedDebit,
  (merchant) => redirect(merchant, 'succeeded'),
  (merchant) => redirect(merchant, 'failed'),
  transfer,
  savedByPayment,
  savedBySetup,
  savedByHand,
];
