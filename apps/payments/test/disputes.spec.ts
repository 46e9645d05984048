import { DAY, type JsonObject, MINUTE, timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import { charges } from '../src/charges/charge.entity.ts';
import { type DisputeCause, foreseen_causes } from '../src/disputes/dispute.causes.ts';
import { DisputesService } from '../src/disputes/disputes.service.ts';
import { openDispute } from '../src/disputes/disputes.ts';
import { disputing } from './disputing.ts';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.begin());

const NET = 2000 - 88;
const FEE = 1500;

const { pay, disputesOf, disputed, charged, refund, typesOf } = disputing(() => world);
const read = (id: string) => world.ok('GET /v1/disputes/{dispute}', [id]);
const update = (id: string, params: object) => world.ok('POST /v1/disputes/{dispute}', [id], params);
const say = (id: string, uncategorized_text: string) => update(id, { evidence: { uncategorized_text } });
const close = (id: string) => world.ok('POST /v1/disputes/{dispute}/close', [id]);

describe('a chargeback', () => {
  it('is there when the payment has been answered, and has taken the money and a fee', async () => {
    const charge = await pay('tok_createDispute');
    expect(await world.events()).toEqual([
      'charge.succeeded',
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
    ]);
    const [dispute] = await disputesOf(charge);
    expect(dispute).toMatchObject({
      amount: 2000,
      balance_transactions: [
        {
          amount: -2000,
          fee: FEE,
          net: -2000 - FEE,
          reporting_category: 'dispute',
          source: dispute!['id'],
          type: 'adjustment',
        },
      ],
      is_charge_refundable: false,
      network_reason_code: '10.4',
      reason: 'fraudulent',
      status: 'needs_response',
    });
    expect(await charged(charge)).toMatchObject({ disputed: true, refunded: false });
    expect(await world.balance()).toEqual({ available: -2000 - FEE, pending: NET });
  });

  it('waits for the capture', async () => {
    const charge = await pay('tok_createDisputeProductNotReceived', { capture: false });
    expect(await disputesOf(charge)).toEqual([]);
    await world.ok('POST /v1/charges/{charge}/capture', [charge], { amount: 1200 });
    expect(await disputesOf(charge)).toMatchObject([
      { amount: 1200, reason: 'product_not_received', network_reason_code: '13.1' },
    ]);
  });

  it('is won by convincing evidence: the money comes back, the fee does not', async () => {
    const { id, charge } = await disputed();
    expect(await say(id, 'winning_evidence')).toMatchObject({
      evidence_details: { has_evidence: true, past_due: false, submission_count: 1 },
      status: 'under_review',
    });
    expect(await world.told()).toMatchObject([
      { type: 'charge.dispute.updated', data: { previous_attributes: { status: 'needs_response' } } },
    ]);
    expect(await typesOf(world.advance(MINUTE))).toEqual([
      'charge.dispute.funds_reinstated',
      'charge.dispute.closed',
    ]);
    expect(await read(id)).toMatchObject({
      balance_transactions: [
        { amount: -2000 },
        { amount: 2000, fee: 0, net: 2000, reporting_category: 'dispute_reversal' },
      ],
      is_charge_refundable: true,
      status: 'won',
    });
    expect(await world.balance()).toEqual({ available: -FEE, pending: NET });
    expect(await refund(charge)).toMatchObject([200, { status: 'succeeded' }]);
    await world.advance(130 * DAY);
    expect(await read(id)).toMatchObject({ status: 'won' });
  });

  it('is lost by other evidence, and stays with the bank where that says nothing', async () => {
    const { id } = await disputed();
    await say(id, 'losing_evidence');
    await world.events();
    expect(await typesOf(world.advance(MINUTE))).toEqual(['charge.dispute.closed']);
    expect(await read(id)).toMatchObject({ status: 'lost' });
    const { id: other } = await disputed();
    await say(other, 'The customer was there.');
    await world.advance(60 * DAY);
    expect(await read(other)).toMatchObject({ status: 'under_review' });
  });

  it('is lost when it is closed, or not answered by the end of the day', async () => {
    const { id } = await disputed();
    expect(await typesOf(close(id))).toEqual(['charge.dispute.closed']);
    expect(await read(id)).toMatchObject({ status: 'lost' });
    expect(await world.error('POST /v1/disputes/{dispute}/close', [id])).toMatchObject([
      400,
      { message: expect.stringContaining('has a status of lost') },
    ]);
    const { id: unanswered } = await disputed();
    const { due_by } = (await read(unanswered))['evidence_details'] as { due_by: number };
    expect((due_by + 1) % DAY).toBe(0);
    await world.advance(due_by - timestamp(world.clock) - 10);
    expect(await read(unanswered)).toMatchObject({ status: 'needs_response' });
    await world.advance(20);
    expect(await read(unanswered)).toMatchObject({
      evidence_details: { submission_count: 0 },
      status: 'lost',
    });
    expect(await world.events()).toContain('charge.dispute.closed');
  });

  it('keeps its payment from being refunded, until it is won', async () => {
    const { id, charge } = await disputed();
    const refused = [400, { error: { code: 'charge_disputed' } }];
    expect(await refund(charge)).toMatchObject(refused);
    await close(id);
    expect(await refund(charge, { amount: 1 })).toMatchObject(refused);
  });

  it('may be one of several about one payment', async () => {
    const charge = await pay('tok_createMultipleDisputes', { amount: 2001 });
    const both = await disputesOf(charge);
    expect(both.map(({ amount }) => amount)).toEqual([1000, 1001]);
    await say(both[0]!['id'] as string, 'winning_evidence');
    await world.advance(MINUTE);
    expect(await refund(charge)).toMatchObject([400, { error: { code: 'charge_disputed' } }]);
    await say(both[1]!['id'] as string, 'winning_evidence');
    await world.advance(MINUTE);
    expect(await refund(charge)).toMatchObject([200, {}]);
  });
});

describe('evidence', () => {
  it('is staged until it is submitted, and is one with what came before', async () => {
    const { id } = await disputed();
    const staged = { evidence: { product_description: 'A chair' }, submit: false };
    expect(await update(id, staged)).toMatchObject({
      evidence: { product_description: 'A chair', uncategorized_text: null },
      evidence_details: { has_evidence: true, submission_count: 0 },
      status: 'needs_response',
    });
    expect(await update(id, { metadata: { a: '1' } })).toMatchObject({ status: 'needs_response' });
    expect(await update(id, { submit: true })).toMatchObject({
      evidence: { product_description: 'A chair' },
      status: 'under_review',
    });
    expect(await world.events()).toEqual(Array(3).fill('charge.dispute.updated'));
    expect(await update(id, { metadata: { a: '2' } })).toMatchObject({ metadata: { a: '2' } });
    expect(
      await world.error('POST /v1/disputes/{dispute}', [id], { evidence: { customer_name: 'Jenny' } }),
    ).toMatchObject([400, { message: expect.stringContaining('status of under_review') }]);
  });

  it('begins with what the payment says of who paid', async () => {
    const charge = await pay('tok_createDispute', {
      receipt_email: 'jenny@example.com',
      shipping: { name: 'Jenny', address: { line1: '1 Main St', city: 'Springfield', postal_code: '12345' } },
    });
    const [dispute] = await disputesOf(charge);
    expect(dispute).toMatchObject({
      evidence: {
        customer_email_address: 'jenny@example.com',
        shipping_address: '1 Main St\nSpringfield 12345',
      },
      evidence_details: { has_evidence: false },
    });
  });

  it('reaches the bank, once, when the process dies that was to send it', async () => {
    const { id } = await disputed();
    const evidence = { uncategorized_text: 'winning_evidence' };
    await world.unit(async () => {
      await world.service.app.get(DisputesService).update(id, { evidence });
    });
    expect(await read(id)).toMatchObject({ status: 'needs_response' });
    await world.advance(MINUTE);
    expect(await read(id)).toMatchObject({ evidence_details: { submission_count: 1 } });
    await world.advance(MINUTE);
    expect(await read(id)).toMatchObject({ status: 'won' });
    expect(await world.events()).toEqual([
      'charge.dispute.updated',
      'charge.dispute.funds_reinstated',
      'charge.dispute.closed',
    ]);
  });

  it.each<[string, object, object]>([
    ['none', { submit: true }, { code: 'parameter_missing', param: 'evidence' }],
    ['a file', { evidence: { receipt: 'file_1' } }, { param: 'evidence[receipt]' }],
    [
      'too much',
      {
        evidence: Object.fromEntries(
          ['access_activity_log', 'cancellation_rebuttal', 'product_description', 'uncategorized_text'].map(
            (field) => [field, 'x'.repeat(40_000)],
          ),
        ),
      },
      { param: 'evidence' },
    ],
    [
      'a form for which it is not eligible',
      { evidence: { enhanced_evidence: { visa_compliance: { fee_acknowledged: true } } } },
      { param: 'evidence[enhanced_evidence][visa_compliance]' },
    ],
    [
      'what is unset',
      { evidence: { enhanced_evidence: '', uncategorized_text: '' } },
      { code: 'parameter_missing', param: 'evidence' },
    ],
  ])('is not %s', async (_, params, expected) => {
    const { id } = await disputed();
    const [, error] = await world.error('POST /v1/disputes/{dispute}', [id], params);
    expect(error).toMatchObject(expected);
    expect(await read(id)).toMatchObject({
      evidence_details: { has_evidence: false },
      status: 'needs_response',
    });
  });

  it('is two earlier payments of any kind in test mode, but not one twice', async () => {
    const { charge, id } = await disputed('tok_createCe3EligibleDispute');
    const undisputed = await pay('tok_visa');
    const missing = 'missing_prior_undisputed_transactions';
    const missed = async (...ids: string[]) => {
      const prior_undisputed_transactions = ids.map((each) => ({ charge: each }));
      const visa_compelling_evidence_3 = { prior_undisputed_transactions };
      const evidence = { enhanced_evidence: { visa_compelling_evidence_3 } };
      const staged = await world.ok('POST /v1/disputes/{dispute}', [id], { evidence, submit: false });
      const { enhanced_eligibility } = (staged as unknown as Stripe.Dispute).evidence_details;
      return enhanced_eligibility.visa_compelling_evidence_3!.required_actions;
    };
    expect(await missed(undisputed, undisputed)).toContain(missing);
    expect(await missed(undisputed, charge)).not.toContain(missing);
  });

  it('about compliance costs a fee, which winning returns', async () => {
    const { id } = await disputed('tok_createComplianceDispute');
    expect(await read(id)).toMatchObject({
      evidence_details: {
        enhanced_eligibility: { visa_compliance: { status: 'requires_fee_acknowledgement' } },
      },
      reason: 'noncompliant',
    });
    const refused = await world.error('POST /v1/disputes/{dispute}', [id], {
      evidence: { uncategorized_text: 'winning_evidence' },
    });
    expect(refused).toMatchObject([400, { param: expect.stringContaining('[fee_acknowledged]') }]);
    const enhanced_evidence = { visa_compliance: { fee_acknowledged: true } };
    await update(id, { evidence: { enhanced_evidence, uncategorized_text: 'winning_evidence' } });
    expect(await world.balance()).toEqual({ available: -2000 - FEE - 50_000, pending: NET });
    await world.advance(MINUTE);
    expect(await world.balance()).toEqual({ available: -FEE, pending: NET });
  });

  it('shows by earlier payments that it is the same customer', async () => {
    const priors = [await pay('tok_visa'), await pay('tok_visa')];
    const { id } = await disputed('tok_createCe3EligibleDispute');
    expect(await read(id)).toMatchObject({ enhanced_eligibility_types: ['visa_compelling_evidence_3'] });
    const customer = { customer_purchase_ip: '10.0.0.1', customer_email_address: 'jenny@example.com' };
    const visa_compelling_evidence_3 = {
      disputed_transaction: { ...customer, product_description: 'Chair' },
      prior_undisputed_transactions: priors.map((charge) => ({
        ...customer,
        charge,
        product_description: 'Table',
      })),
    };
    const stage = (form: object) =>
      update(id, {
        evidence: { enhanced_evidence: { visa_compelling_evidence_3: form } },
        submit: false,
      });
    const eligibility = (dispute: JsonObject) =>
      (dispute['evidence_details'] as JsonObject)['enhanced_eligibility'] as JsonObject;
    expect(eligibility(await stage(visa_compelling_evidence_3))).toEqual({
      visa_compelling_evidence_3: {
        required_actions: ['missing_merchandise_or_services'],
        status: 'requires_action',
      },
    });
    const complete = await stage({ disputed_transaction: { merchandise_or_services: 'merchandise' } });
    expect(eligibility(complete)).toEqual({
      visa_compelling_evidence_3: { required_actions: [], status: 'qualified' },
    });
    expect(
      await world.error('POST /v1/disputes/{dispute}', [id], {
        evidence: {
          enhanced_evidence: {
            visa_compelling_evidence_3: { prior_undisputed_transactions: [{ charge: 'ch_none' }] },
          },
        },
      }),
    ).toMatchObject([400, { code: 'resource_missing', param: expect.stringContaining('[0][charge]') }]);
  });
});

describe('an inquiry', () => {
  it('takes nothing, and is closed by a full refund', async () => {
    const { id, charge } = await disputed('tok_createDisputeInquiry');
    expect(await read(id)).toMatchObject({
      balance_transactions: [],
      is_charge_refundable: true,
      payment_method_details: { card: { brand: 'visa', case_type: 'inquiry' } },
      status: 'warning_needs_response',
    });
    expect(await world.balance()).toEqual({ available: 0, pending: NET });
    expect(await refund(charge, { amount: 500 })).toMatchObject([200, {}]);
    expect(await read(id)).toMatchObject({ status: 'warning_needs_response' });
    await world.events();
    expect(await typesOf(refund(charge))).toEqual([
      'refund.created',
      'charge.refunded',
      'charge.dispute.closed',
    ]);
    expect(await read(id)).toMatchObject({ is_charge_refundable: false, status: 'warning_closed' });
  });

  it('is closed by its merchant, by its bank, and by time', async () => {
    const closed = await disputed('tok_createDisputeInquiry');
    expect(await close(closed.id)).toMatchObject({ status: 'warning_closed' });
    const { id } = await disputed('tok_createDisputeInquiry');
    expect(await say(id, 'winning_evidence')).toMatchObject({ status: 'warning_under_review' });
    await world.advance(MINUTE);
    expect(await read(id)).toMatchObject({ status: 'warning_closed' });
    const forgotten = await disputed('tok_createDisputeInquiry');
    await world.advance(119 * DAY);
    expect(await read(forgotten.id)).toMatchObject({ status: 'warning_needs_response' });
    await world.advance(2 * DAY);
    expect(await read(forgotten.id)).toMatchObject({ status: 'warning_closed' });
  });

  it('may become a chargeback, which has to be answered anew', async () => {
    const { id, charge } = await disputed('tok_createDisputeInquiry');
    await say(id, 'escalate_inquiry_evidence');
    await world.events();
    expect(await typesOf(world.advance(MINUTE))).toEqual([
      'charge.dispute.updated',
      'charge.dispute.funds_withdrawn',
    ]);
    expect(await read(id)).toMatchObject({
      balance_transactions: [{ amount: -2000, fee: FEE }],
      evidence_details: { has_evidence: false, submission_count: 1 },
      is_charge_refundable: false,
      payment_method_details: { card: { case_type: 'chargeback', network_reason_code: '10.4' } },
      status: 'needs_response',
    });
    expect(await refund(charge)).toMatchObject([400, { error: { code: 'charge_disputed' } }]);
    await say(id, 'winning_evidence');
    await world.advance(MINUTE);
    expect(await read(id)).toMatchObject({ status: 'won' });
    expect(await world.balance()).toEqual({ available: -FEE, pending: NET });
  });
});

describe('a dispute that comes later', () => {
  const [cause] = foreseen_causes.fraudulent as [DisputeCause];
  const dispute = (charge: string, type = 'card') =>
    world.unit(async () => {
      const loaded = await charges.load(charge);
      const payment_method_details = { ...loaded.payment_method_details!, type };
      await openDispute({ ...loaded, payment_method_details }, 2000, cause);
    });

  it('closes the review of its payment', async () => {
    const charge = await pay('tok_riskLevelElevated');
    const review = (await charged(charge))['review'] as string;
    await world.events();
    expect(await typesOf(dispute(charge))).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'review.closed',
    ]);
    expect(await world.ok('GET /v1/reviews/{review}', [review])).toMatchObject({ closed_reason: 'disputed' });
  });

  it('is what the bank has warned of', async () => {
    const charge = await pay('tok_createIssuerFraudRecord');
    await world.events();
    expect(await typesOf(dispute(charge))).toContain('radar.early_fraud_warning.updated');
    await dispute(charge);
    expect(await world.events()).not.toContain('radar.early_fraud_warning.updated');
  });

  it('is lost at once where the network hears no evidence', async () => {
    const charge = await pay('tok_visa');
    await world.events();
    expect(await typesOf(dispute(charge, 'sepa_debit'))).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.closed',
    ]);
    expect(await disputesOf(charge)).toMatchObject([{ evidence_details: { due_by: 0 }, status: 'lost' }]);
    await world.balance();
  });
});

describe('who decides about one payment at once', () => {
  it('refunds an inquiry, or has it escalate, but never both', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { id, charge } = await disputed('tok_createDisputeInquiry');
      await say(id, 'escalate_inquiry_evidence');
      const [[status]] = await Promise.all([refund(charge), world.advance(MINUTE)]);
      expect(await read(id)).toMatchObject(
        status === 200
          ? { balance_transactions: [], status: 'warning_closed' }
          : { balance_transactions: [{ amount: -2000 }], status: 'needs_response' },
      );
    }
    await world.balance();
  });

  it('submits evidence once, and closes or contests', async () => {
    const { id } = await disputed();
    const answers = await Promise.all([
      ...Array.from({ length: 3 }, () =>
        world.call('POST /v1/disputes/{dispute}', [id], { evidence: { uncategorized_text: 'Proof' } }),
      ),
      world.call('POST /v1/disputes/{dispute}/close', [id]),
    ]);
    expect(answers.filter(([status]) => status === 200)).toHaveLength(1);
    expect(answers.filter(([status]) => status === 400)).toHaveLength(3);
  });
});

it('lists disputes by payment, newest first', async () => {
  const { id } = await disputed();
  const other = await disputed('tok_createDisputeInquiry');
  const ids = (await world.list('GET /v1/disputes')).map((dispute) => dispute['id']);
  expect(ids).toEqual([other.id, id]);
  expect(await world.list('GET /v1/disputes', { payment_intent: 'pi_none' })).toEqual([]);
  expect(await world.error('GET /v1/disputes/{dispute}', ['du_none'])).toMatchObject([
    404,
    { code: 'resource_missing', param: 'dispute' },
  ]);
});
