import { DAY, type JsonObject } from '@pinstripe/kernel';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.begin());

const idOf = (object: JsonObject) => object['id'] as string;

/** A payment by a payer of this email, who agrees to it on their page; answers its dispute. */
const dispute = async (type: string, email: string) => {
  const intent = await world.ok('POST /v1/payment_intents', [], {
    amount: 2000,
    confirm: true,
    currency: 'usd',
    payment_method_data: { type, billing_details: { email } },
    payment_method_types: [type],
    return_url: 'https://example.com',
  });
  const { redirect_to_url } = intent['next_action'] as { redirect_to_url: { url: string } };
  await world.call(
    'POST /pinstripe/pages/{merchant}/payer_actions/{payer_action}/complete',
    [world.account, new URL(redirect_to_url.url).searchParams.get('source')!],
    { client_secret: intent['client_secret'], outcome: 'succeeded' },
  );
  const [raised] = await world.list('GET /v1/disputes', { payment_intent: idOf(intent) });
  await world.events();
  return raised!;
};
const seen = (raised: JsonObject) => world.ok('GET /v1/disputes/{dispute}', [idOf(raised)]);
const update = (raised: JsonObject, params: object) =>
  world.call('POST /v1/disputes/{dispute}', [idOf(raised)], params);
const endOfDay = (days: number, raised: JsonObject) =>
  (Math.floor((raised['created'] as number) / DAY) + days + 1) * DAY - 1;
const klarna = (reason: string) => dispute('klarna', `customer+disputed-${reason}@email.us`);
const evidence = (uncategorized_text: string) => ({ evidence: { uncategorized_text } });

describe('a dispute of Klarna', () => {
  it.each`
    reason_code                | reason                    | status
    ${'return'}                | ${'credit_not_processed'} | ${'warning_needs_response'}
    ${'goods_not_received'}    | ${'product_not_received'} | ${'warning_needs_response'}
    ${'already_paid'}          | ${'duplicate'}            | ${'warning_needs_response'}
    ${'faulty_goods'}          | ${'product_unacceptable'} | ${'warning_needs_response'}
    ${'incorrect_invoice'}     | ${'general'}              | ${'warning_needs_response'}
    ${'high_risk_order'}       | ${'general'}              | ${'warning_needs_response'}
    ${'unauthorized_purchase'} | ${'fraudulent'}           | ${'needs_response'}
  `('about $reason_code is $status', async ({ reason_code, reason, status }) => {
    const raised = await klarna(reason_code as string);
    const is_inquiry = status === 'warning_needs_response';
    expect(raised).toMatchObject({
      amount: 2000,
      evidence_details: { due_by: endOfDay(is_inquiry ? 21 : 13, raised) },
      is_charge_refundable: is_inquiry,
      payment_method_details: { klarna: { reason_code }, type: 'klarna' },
      reason,
      status,
    });
    expect(raised['balance_transactions']).toHaveLength(is_inquiry ? 0 : 1);
  });

  it('takes no evidence at first, and becomes a chargeback by itself', async () => {
    const raised = await klarna('goods_not_received');
    const [status, body] = await update(raised, evidence('The parcel is late.'));
    expect([status, body]).toMatchObject([400, { error: { type: 'invalid_request_error' } }]);
    expect(await update(raised, { metadata: { order: '1' } })).toMatchObject([200, {}]);
    await world.advance(20 * DAY);
    expect(await seen(raised)).toMatchObject({ status: 'warning_needs_response' });
    await world.events();
    await world.advance(2 * DAY);
    expect(await world.events()).toEqual(
      expect.arrayContaining(['charge.dispute.updated', 'charge.dispute.funds_withdrawn']),
    );
    const chargeback = await seen(raised);
    expect(chargeback).toMatchObject({
      balance_transactions: [{ amount: -2000, fee: 1500, net: -3500, type: 'adjustment' }],
      is_charge_refundable: false,
      network_reason_code: 'goods_not_received',
      payment_method_details: { klarna: { reason_code: 'goods_not_received' } },
      status: 'needs_response',
    });
    expect(await update(raised, evidence('winning_evidence'))).toMatchObject([
      200,
      { status: 'under_review' },
    ]);
    await world.advance(60);
    expect(await seen(raised)).toMatchObject({ status: 'under_review' });
  });

  it('is lost when nobody answers the chargeback', async () => {
    const raised = await klarna('return');
    await world.advance(22 * DAY);
    await world.advance(14 * DAY);
    expect(await seen(raised)).toMatchObject({ status: 'lost' });
  });

  it('is over when the payment is refunded in time, and costs nothing', async () => {
    const raised = await klarna('return');
    await world.ok('POST /v1/refunds', [], { charge: raised['charge'] });
    expect(await seen(raised)).toMatchObject({ balance_transactions: [], status: 'warning_closed' });
    await world.advance(22 * DAY);
    expect(await seen(raised)).toMatchObject({ status: 'warning_closed' });
  });
});

it.each`
  email                                           | reason                     | reason_code
  ${'my_dispute_not_received@example.com'}        | ${'product_not_received'}  | ${'MERCHANDISE_OR_SERVICE_NOT_RECEIVED'}
  ${'dispute_subscription_cancelled@example.com'} | ${'subscription_canceled'} | ${'CANCELED_RECURRING_BILLING'}
`('PayPal disputes a payment by $email, and takes no fee', async ({ email, reason, reason_code }) => {
  const raised = await dispute('paypal', email as string);
  expect(raised).toMatchObject({
    balance_transactions: [{ amount: -2000, fee: 0 }],
    evidence_details: { due_by: endOfDay(19, raised) },
    payment_method_details: {
      paypal: { case_id: expect.stringMatching(/^PP-D-\d{8}$/), reason_code },
      type: 'paypal',
    },
    reason,
    status: 'needs_response',
  });
  await update(raised, evidence('winning_evidence'));
  await world.advance(10);
  expect(await seen(raised)).toMatchObject({
    balance_transactions: [{ amount: -2000 }, { amount: 2000 }],
    status: 'won',
  });
});
