import { DAY } from '@pinstripe/kernel';
import fc from 'fast-check';
import {
  network,
  REQUESTED_AT,
  AUTHENTICATION_ID,
  payment,
  verification,
  paying,
  verifying,
} from '../../test/network-requests.ts';
import type { EvidenceRequest } from './card-network.ts';
import { decline_codes } from './decline-codes.ts';
import { decliningNumber, test_cards } from './test-cards.ts';
import { SandboxNetwork } from './sandbox-network.ts';

describe('a payment that succeeds', () => {
  it('carries what a charge prints of it', async () => {
    const answer = await network.authorize(payment('4242424242424242'));
    expect(answer).toEqual({
      kind: 'approved',
      outcome: {
        advice_code: null,
        network_advice_code: null,
        network_decline_code: null,
        network_status: 'approved_by_network',
        reason: null,
        risk_level: 'normal',
        risk_score: expect.any(Number),
        seller_message: 'Payment complete.',
        type: 'authorized',
      },
      card: {
        amount_authorized: 2000,
        authorization_code: expect.stringMatching(/^\d{6}$/),
        checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
        extended_authorization: { status: 'disabled' },
        incremental_authorization: { status: 'unavailable' },
        installments: null,
        multicapture: { status: 'unavailable' },
        network: 'visa',
        network_token: { used: false },
        network_transaction_id: expect.stringMatching(/^\d{15}$/),
        overcapture: { maximum_amount_capturable: 2000, status: 'unavailable' },
        three_d_secure: null,
      },
      available_at_once: false,
      dispute: null,
    });
  });

  it('is what every card does of which the documentation says nothing else', async () => {
    for (const [number, card] of test_cards) {
      if (card.declines !== undefined || card.risk !== undefined || card.authentication !== undefined)
        continue;
      expect(await paying(number)).toBe('approved');
      expect(await verifying(number)).toBe('approved');
      expect(await verifying(number, { purpose: 'setup' })).toBe('approved');
    }
  });

  it.each([
    ['4000000000000077', true],
    ['4000003720000278', true],
    ['4242424242424242', false],
  ])('%s: available at once %j', async (number, available_at_once) => {
    expect(await network.authorize(payment(number))).toMatchObject({ kind: 'approved', available_at_once });
  });

  it.each([
    ['4000000000000259', 'fraudulent'],
    ['4000000000002685', 'product_not_received'],
    ['4000000000001976', 'inquiry'],
    ['4000000000005423', 'early_fraud_warning'],
    ['4000000404000079', 'multiple'],
    ['4000000404000038', 'visa_compelling_evidence_3'],
    ['4000008400000779', 'compliance'],
  ])('%s will be disputed: %s', async (number, dispute) => {
    expect(await network.authorize(payment(number))).toMatchObject({ kind: 'approved', dispute });
  });

  it('goes over the network that was chosen', async () => {
    const chosen = payment('4000002500001001', { network: 'cartes_bancaires' });
    expect(await network.authorize(chosen)).toMatchObject({ card: { network: 'cartes_bancaires' } });
    expect(await network.authorize(payment('4000002500001001'))).toMatchObject({ card: { network: 'visa' } });
  });
});

describe('a payment that the bank declines', () => {
  it.each([
    ['4000000000000002', 'generic_decline', 'card_declined'],
    ['4000000000009995', 'insufficient_funds', 'card_declined'],
    ['4000000000009987', 'lost_card', 'card_declined'],
    ['4000000000009979', 'stolen_card', 'card_declined'],
    ['4000000000000069', 'expired_card', 'expired_card'],
    ['4000000000000127', 'incorrect_cvc', 'incorrect_cvc'],
    ['4000000000000119', 'processing_error', 'processing_error'],
    ['4000000000006975', 'card_velocity_exceeded', 'card_declined'],
  ])('%s: %s, and the card cannot be attached or set up', async (number, decline_code, code) => {
    expect(await network.authorize(payment(number))).toMatchObject({
      kind: 'declined',
      decline: { code, decline_code },
      outcome: { network_status: 'declined_by_network', reason: decline_code, type: 'issuer_declined' },
      card: { amount_authorized: null },
    });
    expect(await verifying(number)).toBe(decline_code);
    expect(await verifying(number, { purpose: 'setup' })).toBe(decline_code);
  });

  it('can be made with a card that was attached before', async () => {
    expect(await verifying('4000000000000341')).toBe('approved');
    expect(await verifying('4000000000000341', { purpose: 'setup' })).toBe('approved');
    expect(await paying('4000000000000341')).toBe('generic_decline');
  });

  it.each(decline_codes)('%s, on charge and on attach', async (decline_code) => {
    expect(await verifying(decliningNumber(decline_code, false))).toBe(decline_code);
    expect(await paying(decliningNumber(decline_code, false))).toBe(decline_code);
    expect(await verifying(decliningNumber(decline_code, true))).toBe('approved');
    expect(await paying(decliningNumber(decline_code, true))).toBe(decline_code);
  });

  it('says to the seller what the bank said', async () => {
    const outcomeOf = async (number: string) => {
      const answer = await network.authorize(payment(number));
      return answer.kind === 'declined' ? answer.outcome : undefined;
    };
    expect(await outcomeOf('4000000000000002')).toMatchObject({
      advice_code: 'try_again_later',
      network_advice_code: null,
      network_decline_code: '01',
      seller_message: 'The bank did not return any further details with this decline.',
    });
    expect(await outcomeOf('4000000000009995')).toMatchObject({
      seller_message: 'The bank returned the decline code `insufficient_funds`.',
    });
  });

  it('cannot fail for a security code that was not given', async () => {
    expect(await paying('4000000000000127', { cvc_provided: false })).toBe('approved');
    expect(await network.authorize(payment('4000000000000127'))).toMatchObject({
      card: { checks: { cvc_check: 'fail' } },
    });
  });

  it('is one with a card that is no test card', async () => {
    expect(await verifying('4111111111111111')).toBe('test_mode_live_card');
    expect(await network.authorize(payment('4111111111111111'))).toMatchObject({
      decline: { code: 'card_declined', decline_code: 'test_mode_live_card' },
      outcome: { network_status: 'not_sent_to_network', type: 'invalid' },
      card: { authorization_code: null, checks: { cvc_check: null } },
    });
  });

  it.each([
    ['6200000000000005', 'usd', 'approved'],
    ['6200000000000005', 'cad', 'approved'],
    ['6200000000000005', 'eur', 'currency_not_supported'],
    ['371449635398431', 'eur', 'approved'],
    ['371449635398431', 'brl', 'currency_not_supported'],
    ['4242424242424242', 'brl', 'approved'],
  ])('%s in %s: %s', async (number, currency, expected) => {
    expect(await paying(number, { currency })).toBe(expected);
  });
});

describe('Radar', () => {
  it.each([
    ['4100000000000019', 'merchant_blacklist', 'Stripe blocked this payment.', 'fraudulent'],
    ['4000000000004954', 'highest_risk_level', 'Stripe blocked this charge as too risky.', 'approved'],
  ])('blocks %s: %s', async (number, reason, seller_message, attached) => {
    const answer = await network.authorize(payment(number));
    expect(answer).toMatchObject({
      decline: { code: 'card_declined', decline_code: 'fraudulent', network_decline_code: null },
      outcome: {
        network_status: 'not_sent_to_network',
        reason,
        risk_level: 'highest',
        seller_message,
        type: 'blocked',
      },
      card: { authorization_code: null, network_transaction_id: null },
    });
    if (answer.kind === 'declined') expect(answer.outcome.risk_score).toBeGreaterThanOrEqual(75);
    expect(await verifying(number)).toBe(attached);
  });

  it.each(['4000000000009235', '4000058400307872', '4000058400306072'])('has %s reviewed', async (number) => {
    const answer = await network.authorize(payment(number));
    expect(answer).toMatchObject({
      kind: 'approved',
      outcome: {
        network_status: 'approved_by_network',
        reason: 'elevated_risk_level',
        risk_level: 'elevated',
        seller_message:
          'Stripe evaluated this charge as having elevated risk, and placed it in your manual review queue.',
        type: 'manual_review',
      },
    });
  });

  it.each([
    ['4242424242424242', 'normal'],
    ['4000000000009235', 'elevated'],
    ['4000000000004954', 'highest'],
  ])('lets the rules of an account decide about %s', async (number, risk_level) => {
    const rule = 'if_in_email_list';
    expect(await network.authorize(payment(number, { ruling: { action: 'block', rule } }))).toMatchObject({
      decline: { code: 'card_declined', decline_code: 'merchant_blacklist', network_decline_code: null },
      outcome: { network_status: 'not_sent_to_network', reason: 'rule', risk_level, rule, type: 'blocked' },
      card: { authorization_code: null, network_transaction_id: null },
    });
    expect(await network.authorize(payment(number, { ruling: { action: 'allow', rule } }))).toMatchObject({
      kind: 'approved',
      outcome: {
        network_status: 'approved_by_network',
        reason: 'rule',
        risk_level,
        rule,
        type: 'authorized',
      },
    });
  });

  it('is not overruled by the bank’s no, nor about the card that is always blocked', async () => {
    const ruling = { action: 'allow' as const, rule: 'if_in_email_list' };
    expect(await paying('4000000000000002', { ruling })).toBe('generic_decline');
    expect(await paying('4100000000000019', { ruling })).toBe('fraudulent');
  });
});

describe('checks', () => {
  const address = { line1: '1 Main St', postal_code: '94107' };

  it.each([
    ['4242424242424242', 'pass', 'pass', 'pass'],
    ['4000000000000101', 'fail', 'pass', 'pass'],
    ['4000058400307872', 'fail', 'pass', 'pass'],
    ['4000000000000036', 'pass', 'pass', 'fail'],
    ['4000058400306072', 'pass', 'pass', 'fail'],
    ['4000000000000028', 'pass', 'fail', 'pass'],
    ['4000000000000010', 'pass', 'fail', 'fail'],
    ['4000000000000044', 'pass', 'unavailable', 'unavailable'],
  ])('of %s: cvc %s, line1 %s, postal code %s', async (number, cvc, line1, postal_code) => {
    const checks = {
      address_line1_check: line1,
      address_postal_code_check: postal_code,
      cvc_check: cvc,
    };
    const given = { cvc_provided: true, address };
    const not_given = { cvc_provided: false, address: { line1: null, postal_code: null } };
    const nothing = { address_line1_check: null, address_postal_code_check: null, cvc_check: null };
    expect(await network.authorize(payment(number, given))).toMatchObject({
      kind: 'approved',
      card: { checks },
    });
    expect(await network.verify(verification(number, given))).toMatchObject({ card: { checks } });
    expect(await network.authorize(payment(number, not_given))).toMatchObject({ card: { checks: nothing } });
  });
});

describe('an authorization that is captured later', () => {
  const DAY = 86_400;
  const manual = { capture_method: 'manual' } as const;
  const extended = { ...manual, request_extended_authorization: true };

  it.each([
    ['4242424242424242', manual, 7 * DAY],
    ['4242424242424242', { ...manual, off_session: true }, 4.75 * DAY],
    ['5555555555554444', { ...manual, off_session: true }, 7 * DAY],
    ['4242424242424242', extended, 29.75 * DAY],
    ['5555555555554444', extended, 30 * DAY],
    ['3566002020360505', extended, 7 * DAY],
  ])('%s with %j expires after %i seconds', async (number, over, after_s) => {
    const capture_before = REQUESTED_AT + after_s;
    expect(await network.authorize(payment(number, over))).toMatchObject({ card: { capture_before } });
  });

  it('expires only when it is to be captured later', async () => {
    const answer = await network.authorize(
      payment('4242424242424242', { request_extended_authorization: true }),
    );
    expect(answer).toMatchObject({ card: { extended_authorization: { status: 'disabled' } } });
    expect('card' in answer && 'capture_before' in answer.card).toBe(false);
  });

  it.each([
    ['4242424242424242', 'available', 'available', 2400],
    ['5555555555554444', 'available', 'available', 2600],
    ['378282246310005', 'unavailable', 'available', 2600],
    ['6011111111111117', 'available', 'available', 2400],
    ['3566002020360505', 'unavailable', 'unavailable', 2000],
  ])(
    '%s: increments %s, parts %s, at most %i',
    async (number, increments, parts, maximum_amount_capturable) => {
      const request_all = {
        ...manual,
        request_incremental_authorization: true,
        request_multicapture: true,
        request_overcapture: true,
      };
      expect(await network.authorize(payment(number, request_all))).toMatchObject({
        card: {
          incremental_authorization: { status: increments },
          multicapture: { status: parts },
          overcapture: { maximum_amount_capturable, status: parts },
        },
      });
      expect(
        await network.authorize(payment(number, { ...request_all, ...manual, capture_method: 'automatic' })),
      ).toMatchObject({
        card: {
          incremental_authorization: { status: 'unavailable' },
          multicapture: { status: 'unavailable' },
        },
      });
    },
  );

  it('is captured in parts, and no more, on the network of Cartes Bancaires', async () => {
    const request_all = {
      ...extended,
      network: 'cartes_bancaires',
      request_incremental_authorization: true,
      request_multicapture: true,
      request_overcapture: true,
    };
    expect(await network.authorize(payment('4000002500001001', request_all))).toMatchObject({
      card: {
        extended_authorization: { status: 'disabled' },
        incremental_authorization: { status: 'unavailable' },
        multicapture: { status: 'available' },
        overcapture: { maximum_amount_capturable: 2000, status: 'unavailable' },
      },
    });
  });

  it('is incremented, captured and reversed', async () => {
    expect(await network.increment()).toEqual({ kind: 'approved' });
    expect(await network.capture()).toEqual({ kind: 'captured' });
    expect(await network.reverse()).toEqual({ kind: 'reversed' });
  });
});

describe('a refund', () => {
  const refund = (number: string) =>
    network.refund({ attempt_id: 'att_1', card: { number }, amount: 500, currency: 'usd' });
  const destination = (type: string, card: object) => ({
    card: { ...card, reference_type: 'acquirer_reference_number', type },
    type: 'card',
  });
  const succeeded = {
    kind: 'succeeded',
    destination_details: destination('refund', { reference_status: 'pending' }),
    later: {
      after_s: 7 * DAY,
      answer: {
        kind: 'succeeded',
        destination_details: destination('refund', {
          reference: expect.stringMatching(/^7\d{22}$/),
          reference_status: 'available',
        }),
        later: null,
      },
    },
  };

  it('succeeds, and can be traced later', async () => {
    expect(await refund('4242424242424242')).toEqual(succeeded);
  });

  it('is pending first', async () => {
    expect(await refund('4000000000007726')).toEqual({
      kind: 'pending',
      destination_details: destination('pending', { reference_status: 'pending' }),
      later: { after_s: 5, answer: succeeded },
    });
  });

  it('fails later', async () => {
    expect(await refund('4000000000005126')).toEqual({
      ...succeeded,
      later: {
        after_s: 5,
        answer: {
          kind: 'failed',
          failure_reason: 'expired_or_canceled_card',
          destination_details: destination('refund', { reference_status: 'unavailable' }),
        },
      },
    });
  });
});

describe('a dispute', () => {
  it.each`
    number                | reason                    | raised
    ${'4000000000000259'} | ${'fraudulent'}           | ${null}
    ${'4000000000002685'} | ${'product_not_received'} | ${'product_not_received'}
  `('for $reason is $raised after 3-D Secure', async ({ number, raised }) => {
    const authenticated = payment(number as string, { authentication_id: AUTHENTICATION_ID });
    expect(await network.authorize(authenticated)).toMatchObject({ kind: 'approved', dispute: raised });
  });

  it.each`
    is_inquiry | uncategorized_text             | verdict
    ${false}   | ${'winning_evidence'}          | ${'won'}
    ${false}   | ${'losing_evidence'}           | ${'lost'}
    ${false}   | ${'escalate_inquiry_evidence'} | ${null}
    ${false}   | ${'She was there.'}            | ${null}
    ${false}   | ${null}                        | ${null}
    ${true}    | ${'winning_evidence'}          | ${'closed'}
    ${true}    | ${'losing_evidence'}           | ${'closed'}
    ${true}    | ${'escalate_inquiry_evidence'} | ${'escalated'}
  `('with "$uncategorized_text" is $verdict (inquiry: $is_inquiry)', async ({ verdict, ...evidence }) => {
    const request = { attempt_id: 'att_1', dispute: 'du_1', ...evidence } as EvidenceRequest;
    const later = verdict === null ? null : { kind: verdict as string, after_s: 5 };
    expect(await network.contest(request)).toEqual({ kind: 'received', later });
  });
});

describe('every attempt', () => {
  const numbers = fc.constantFrom(...test_cards.keys(), '4111111111111111');
  const situations = fc.record({
    attempt_id: fc.string({ minLength: 1 }),
    amount: fc.integer({ min: 1, max: 99_999_999 }),
    cvc_provided: fc.boolean(),
    off_session: fc.boolean(),
    set_up: fc.boolean(),
    capture_method: fc.constantFrom('automatic' as const, 'manual' as const),
    request_three_d_secure: fc.constantFrom('any' as const, 'automatic' as const),
    authentication_id: fc.constantFrom(null, AUTHENTICATION_ID),
  });

  it('is answered the same by any replica, twice', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, situations, async (number, over) => {
        const first = await network.authorize(payment(number, over));
        expect(await new SandboxNetwork().authorize(payment(number, over))).toEqual(first);
      }),
    );
  });

  it('is never told the number of the card', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, situations, async (number, over) => {
        expect(JSON.stringify(await network.authorize(payment(number, over)))).not.toContain(number);
      }),
    );
  });

  it('off session asks the cardholder for nothing, and authenticated not again', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, situations, async (number, over) => {
        const answer = await network.authorize(payment(number, over));
        if (over.off_session || over.authentication_id !== null)
          expect(answer.kind).not.toBe('requires_action');
      }),
    );
  });

  it('has codes and scores of its own', async () => {
    const [one, two] = await Promise.all(
      ['att_1', 'att_2'].map((attempt_id) => network.authorize(payment('4242424242424242', { attempt_id }))),
    );
    if (one?.kind !== 'approved' || two?.kind !== 'approved') throw new Error('not approved');
    expect(one.card.authorization_code).not.toBe(two.card.authorization_code);
    expect(one.card.network_transaction_id).not.toBe(two.card.network_transaction_id);
  });
});
