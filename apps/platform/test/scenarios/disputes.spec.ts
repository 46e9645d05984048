import { randomText } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { connect, eventTypes, eventually, startWorld, type World } from './world.ts';

let world: World;
let stripe: Stripe;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  stripe = world.sandbox();
});

const DAY = 24 * 60 * 60;
/** What a bank decides about evidence is decided by then. */
const DECIDED = 10;

const pay = (payment_method: string, params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    payment_method,
    confirm: true,
    return_url: 'https://example.com/paid',
    ...params,
  });
const disputeOf = async ({ id: payment_intent }: Stripe.PaymentIntent) =>
  (await stripe.disputes.list({ payment_intent })).data[0]!;
const say = (id: string, uncategorized_text: string) =>
  stripe.disputes.update(id, { evidence: { uncategorized_text } });

it('a dispute of Klarna begins as an inquiry, and becomes a chargeback by itself', async () => {
  const intent = await pay(undefined as never, {
    payment_method_data: {
      type: 'klarna',
      billing_details: { address: { country: 'US' }, email: 'customer+disputed-return@email.us' },
    },
    payment_method_types: ['klarna'],
  });
  const url = intent.next_action!.redirect_to_url!.url!;
  const body = new URLSearchParams({ outcome: 'succeeded' });
  await fetch(url, { method: 'POST', body, redirect: 'manual' });
  const { id } = await disputeOf(intent);
  expect(await stripe.disputes.retrieve(id)).toMatchObject({
    payment_method_details: { klarna: { reason_code: 'return' }, type: 'klarna' },
    reason: 'credit_not_processed',
    status: 'warning_needs_response',
  });
  await expect(say(id, 'It was never returned.')).rejects.toMatchObject({ statusCode: 400 });
  await world.advance(22 * DAY);
  expect((await say(id, 'It was never returned.')).status).toBe('under_review');
  const told = ['created', 'updated', 'funds_withdrawn', 'updated'].map((name) => `charge.dispute.${name}`);
  const { data } = await eventually(
    () => stripe.events.list({ type: 'charge.dispute.*' }),
    ({ data: events }) => events.length === told.length,
  );
  expect(data.map(({ type }) => type).reverse()).toEqual(told);
});

it('a charge shows its dispute, which is answered and closed, as older SDKs ask for it', async () => {
  const { latest_charge: charge } = (await pay('pm_card_createDispute')) as { latest_charge: string };
  const url = `/v1/charges/${charge}/dispute`;
  const metadata = { order: '6735' };
  expect(await stripe.rawRequest('POST', url, { metadata })).toMatchObject({ charge, metadata });
  expect(await stripe.rawRequest('GET', url)).toMatchObject({ metadata, status: 'needs_response' });
  expect(await stripe.rawRequest('POST', `${url}/close`, {})).toMatchObject({ status: 'lost' });
  const { latest_charge: other } = (await pay('pm_card_visa')) as { latest_charge: string };
  for (const id of [other, 'ch_none']) {
    await expect(stripe.rawRequest('GET', `/v1/charges/${id}/dispute`)).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      param: 'charge',
    });
  }
  const history = await stripe.rawRequest('GET', `/v1/balance/history?source=${charge}`);
  const { data, url: at } = history as unknown as Stripe.ApiList<Stripe.BalanceTransaction>;
  expect([at, data]).toMatchObject(['/v1/balance/history', [{ source: charge, type: 'charge' }]]);
  expect(await stripe.rawRequest('GET', `/v1/balance/history/${data[0]!.id}`)).toMatchObject({
    object: 'balance_transaction',
    source: charge,
  });
});

describe('a disputed payment', () => {
  it('that its payer has confirmed in a browser is known to come from there', async () => {
    const sandbox = randomText(20);
    stripe = connect(world.platform.url, `sk_test_${sandbox}`);
    const { id, client_secret } = await stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      payment_method_types: ['card'],
    });
    const browser = connect(world.platform.url, `pk_test_${sandbox}`);
    const payment_method = 'pm_card_createDispute';
    const params = { client_secret: client_secret!, payment_method } as Stripe.PaymentIntentConfirmParams;
    const { evidence } = await disputeOf(await browser.paymentIntents.confirm(id, params));
    expect(evidence.customer_purchase_ip).toBe('127.0.0.1');
  });

  it('is won with good evidence', async () => {
    const intent = await pay('pm_card_createDispute');
    expect(intent.status).toBe('succeeded');
    const { id } = await disputeOf(intent);
    const dispute = await stripe.disputes.retrieve(id, { expand: ['charge', 'payment_intent'] });
    expect(dispute).toMatchObject({
      charge: { disputed: true },
      payment_intent: { id: intent.id },
      status: 'needs_response',
    });
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
      statusCode: 400,
      code: 'charge_disputed',
    });
    expect(await say(id, 'winning_evidence')).toMatchObject({ status: 'under_review' });
    await world.advance(DECIDED);
    expect(await stripe.disputes.retrieve(id)).toMatchObject({ status: 'won' });
    expect(await eventTypes(stripe, 9)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.updated',
      'charge.dispute.funds_reinstated',
      'charge.dispute.closed',
    ]);
    const { data } = await stripe.balanceTransactions.list({ source: id });
    expect(data.map(({ amount, fee, reporting_category }) => [reporting_category, amount, fee])).toEqual([
      ['dispute_reversal', 2000, 0],
      ['dispute', -2000, 1500],
    ]);
  });

  it('is lost without an answer', async () => {
    const { id } = await disputeOf(await pay('pm_card_createDisputeProductNotReceived'));
    await world.advance(22 * DAY);
    expect(await stripe.disputes.retrieve(id)).toMatchObject({
      evidence_details: { has_evidence: false, submission_count: 0 },
      reason: 'product_not_received',
      status: 'lost',
    });
    await expect(stripe.disputes.close(id)).rejects.toMatchObject({ statusCode: 400 });
  });

  it('is disputed when it is captured', async () => {
    const held = await pay('pm_card_createDispute', { capture_method: 'manual' });
    expect((await stripe.disputes.list()).data).toEqual([]);
    const captured = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 1500 });
    expect(await disputeOf(captured)).toMatchObject({ amount: 1500 });
  });

  it('is asked about first', async () => {
    const intent = await pay('pm_card_createDisputeInquiry');
    const { id } = await disputeOf(intent);
    await say(id, 'escalate_inquiry_evidence');
    await world.advance(DECIDED);
    expect(await stripe.disputes.retrieve(id)).toMatchObject({
      balance_transactions: [{ amount: -2000, type: 'adjustment' }],
      status: 'needs_response',
    });
    const other = await pay('pm_card_createDisputeInquiry');
    await stripe.refunds.create({ payment_intent: other.id });
    expect(await disputeOf(other)).toMatchObject({ status: 'warning_closed', balance_transactions: [] });
  });

  it('is answered once, however often a request is repeated', async () => {
    const { id } = await disputeOf(await pay('pm_card_createDispute'));
    const evidence = { uncategorized_text: 'losing_evidence' };
    const both = [1, 2].map(() => stripe.disputes.update(id, { evidence }, { idempotencyKey: 'evidence' }));
    for (const answer of await Promise.all(both)) {
      expect(answer).toMatchObject({ evidence_details: { submission_count: 1 }, status: 'under_review' });
    }
  });
});

it('tells of fraud early, as long as something can be done', async () => {
  const intent = await pay('pm_card_createIssuerFraudRecord');
  const { data } = await stripe.radar.earlyFraudWarnings.list({ payment_intent: intent.id });
  expect(data).toMatchObject([{ actionable: true, charge: intent.latest_charge, payment_intent: intent.id }]);
  await stripe.refunds.create({ payment_intent: intent.id });
  const { id } = data[0]!;
  expect(await stripe.radar.earlyFraudWarnings.retrieve(id)).toMatchObject({ actionable: false });
});

describe('a payment of elevated risk', () => {
  it('is to be reviewed, and is approved', async () => {
    const intent = await pay('pm_card_riskLevelElevated', { expand: ['review', 'latest_charge.review'] });
    const review = intent.review as Stripe.Review;
    expect(review).toMatchObject({ open: true, payment_intent: intent.id, reason: 'rule' });
    expect((intent.latest_charge as Stripe.Charge).review).toEqual(review);
    expect((await stripe.reviews.list()).data.map(({ id }) => id)).toEqual([review.id]);
    expect(await stripe.reviews.approve(review.id)).toMatchObject({ open: false, closed_reason: 'approved' });
    expect((await stripe.reviews.list()).data).toEqual([]);
    expect(await eventTypes(stripe, 6)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
      'review.opened',
      'review.closed',
    ]);
  });

  it('needs no review once it is canceled', async () => {
    const held = await pay('pm_card_riskLevelElevated', { capture_method: 'manual' });
    await stripe.paymentIntents.cancel(held.id);
    expect(await stripe.reviews.retrieve(held.review as string)).toMatchObject({
      closed_reason: 'refunded',
      open: false,
    });
  });
});
