import type Stripe from 'stripe';
import { chargeOf, NOW } from '../../test/charges.ts';
import type { Charge } from '../charges/charge.ts';
import { type DisputeCause, foreseen_causes } from './dispute.causes.ts';
import {
  decide,
  type Dispute,
  drop,
  escalate,
  giveUp,
  isAllowed,
  isClosed,
  isInquiry,
  open,
  requireAllowed,
  requireUndisputed,
  STATUSES,
  submit,
} from './dispute.ts';

const DAY = 86_400;
const identity = { id: 'du_1', created: NOW, livemode: false };
const [fraud] = foreseen_causes.fraudulent as [DisputeCause];
const [inquiry] = foreseen_causes.inquiry as [DisputeCause];

async function disputeWith(status: Stripe.Dispute.Status): Promise<Dispute> {
  const cause = status.startsWith('warning_') ? inquiry : fraud;
  return { ...open(await chargeOf(), 1000, cause, null, identity), status };
}

/** A charge of another type of payment method, of which only the type counts here. */
async function chargeBy(type: string): Promise<Charge> {
  return { ...(await chargeOf()), payment_method_details: { type } };
}

it('has every field of a dispute', async () => {
  const dispute = open(await chargeOf({ payment_intent: 'pi_1' }), 600, fraud, null, identity);
  expect(dispute).toEqual({
    id: 'du_1',
    object: 'dispute',
    amount: 600,
    balance_transactions: [],
    charge: 'ch_1',
    created: NOW,
    currency: 'usd',
    enhanced_eligibility_types: [],
    evidence: expect.objectContaining({ enhanced_evidence: {}, uncategorized_text: null }),
    evidence_details: {
      due_by: expect.any(Number),
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    network_reason_code: '10.4',
    payment_intent: 'pi_1',
    payment_method_details: {
      card: { brand: 'visa', case_type: 'chargeback', network_reason_code: '10.4' },
      type: 'card',
    },
    reason: 'fraudulent',
    status: 'needs_response',
  });
  expect(Object.keys(dispute.evidence)).toHaveLength(28);
});

it.each`
  status                      | inquiry  | closed   | respond  | close    | decide   | escalate | drop     | lapse
  ${'warning_needs_response'} | ${true}  | ${false} | ${true}  | ${true}  | ${false} | ${false} | ${true}  | ${true}
  ${'warning_under_review'}   | ${true}  | ${false} | ${false} | ${false} | ${true}  | ${true}  | ${true}  | ${true}
  ${'warning_closed'}         | ${true}  | ${true}  | ${false} | ${false} | ${false} | ${false} | ${false} | ${false}
  ${'needs_response'}         | ${false} | ${false} | ${true}  | ${true}  | ${false} | ${false} | ${false} | ${true}
  ${'under_review'}           | ${false} | ${false} | ${false} | ${false} | ${true}  | ${false} | ${false} | ${false}
  ${'won'}                    | ${false} | ${true}  | ${false} | ${false} | ${false} | ${false} | ${false} | ${false}
  ${'lost'}                   | ${false} | ${true}  | ${false} | ${false} | ${false} | ${false} | ${false} | ${false}
`('in the status $status', async ({ status, inquiry: is_inquiry, closed, ...actions }) => {
  const dispute = await disputeWith(status as Stripe.Dispute.Status);
  expect(Object.keys(STATUSES)).toContain(status);
  expect([isInquiry(dispute), isClosed(dispute)]).toEqual([is_inquiry, closed]);
  for (const [action, allowed] of Object.entries(actions)) {
    expect([action, isAllowed(dispute, action as 'close')]).toEqual([action, allowed]);
  }
  for (const action of ['close', 'respond'] as const) {
    const requiring = () => requireAllowed(dispute, action);
    if (actions[action] === true) expect(requiring).not.toThrow();
    else expect(requiring).toThrow(`because it has a status of ${status}`);
  }
});

it.each`
  from                        | what                                                  | to                        | refundable
  ${'needs_response'}         | ${(dispute: Dispute) => submit(dispute, NOW)}         | ${'under_review'}         | ${false}
  ${'warning_needs_response'} | ${(dispute: Dispute) => submit(dispute, NOW)}         | ${'warning_under_review'} | ${true}
  ${'under_review'}           | ${(dispute: Dispute) => decide(dispute, 'won')}       | ${'won'}                  | ${true}
  ${'under_review'}           | ${(dispute: Dispute) => decide(dispute, 'lost')}      | ${'lost'}                 | ${false}
  ${'warning_under_review'}   | ${(dispute: Dispute) => decide(dispute, 'closed')}    | ${'warning_closed'}       | ${true}
  ${'needs_response'}         | ${giveUp}                                             | ${'lost'}                 | ${false}
  ${'warning_needs_response'} | ${giveUp}                                             | ${'warning_closed'}       | ${true}
  ${'warning_under_review'}   | ${drop}                                               | ${'warning_closed'}       | ${false}
  ${'warning_under_review'}   | ${(of: Dispute) => escalate(of, 'card', '10.4', NOW)} | ${'needs_response'}       | ${false}
`('goes from $from to $to', async ({ from, what, to, refundable }) => {
  const dispute = await disputeWith(from as Stripe.Dispute.Status);
  expect((what as (of: Dispute) => Dispute)(dispute)).toMatchObject({
    is_charge_refundable: refundable,
    status: to,
  });
});

it('counts what is submitted, and says when that was too late', async () => {
  const dispute = await disputeWith('warning_needs_response');
  const { due_by } = dispute.evidence_details;
  expect(submit(dispute, due_by!).evidence_details).toMatchObject({ past_due: false, submission_count: 1 });
  const late = submit(dispute, due_by! + 1);
  expect(late.evidence_details).toMatchObject({ past_due: true, submission_count: 1 });
  expect(escalate(late, 'card', null, due_by!).evidence_details).toMatchObject({
    due_by: due_by! + 21 * DAY,
    has_evidence: false,
    past_due: false,
    submission_count: 1,
  });
});

it.each`
  type                 | days    | status
  ${'card'}            | ${21}   | ${'needs_response'}
  ${'amazon_pay'}      | ${10}   | ${'needs_response'}
  ${'kr_card'}         | ${5}    | ${'needs_response'}
  ${'us_bank_account'} | ${null} | ${'lost'}
  ${'sepa_debit'}      | ${null} | ${'lost'}
`('by $type it is to be answered in $days days', async ({ type, days, status }) => {
  const dispute = open(await chargeBy(type as string), 1000, fraud, null, identity);
  const midnight = Math.floor(NOW / DAY) * DAY;
  const due_by = days === null ? 0 : midnight + ((days as number) + 1) * DAY - 1;
  expect(dispute).toMatchObject({ evidence_details: { due_by }, status });
});

it.each`
  type            | expected
  ${'amazon_pay'} | ${{ amazon_pay: { dispute_type: 'chargeback' }, type: 'amazon_pay' }}
  ${'klarna'}     | ${{ klarna: { reason_code: '10.4' }, type: 'klarna' }}
  ${'paypal'}     | ${{ paypal: { case_id: expect.stringMatching(/^PP-D-/), reason_code: '10.4' }, type: 'paypal' }}
  ${'sepa_debit'} | ${undefined}
`('of $type shows what its network says', async ({ type, expected }) => {
  const dispute = open(await chargeBy(type as string), 1000, fraud, null, identity);
  expect(dispute.payment_method_details).toEqual(expected);
});

it.each<[boolean, Stripe.Dispute.Status[]]>([
  [true, []],
  [true, ['warning_needs_response']],
  [true, ['warning_closed', 'won']],
  [false, ['needs_response']],
  [false, ['under_review']],
  [false, ['lost']],
  [false, ['won', 'lost']],
])('leaves its payment refundable: %s, where it is %j', async (refundable, statuses) => {
  const all = await Promise.all(statuses.map(disputeWith));
  // A refund that has closed an inquiry may come back.
  const disputes = all.map((each) => (each.status === 'warning_closed' ? drop(each) : each));
  const charge = await chargeOf();
  const requiring = () => requireUndisputed(charge, disputes);
  if (refundable) expect(requiring).not.toThrow();
  else expect(requiring).toThrow('Charge ch_1 has been charged back');
});
