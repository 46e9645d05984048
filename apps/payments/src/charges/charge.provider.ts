import type { JsonObject } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import type { CalledBack, Failed, Failure, Paid, Processing } from '../providers/provider.ts';
import { billingDetailsOf, blankCharge, type Charge, type ChargeDetails } from './charge.ts';

/**
 * Charges that a provider carries, and not a card's network. Where money takes days, the provider has its last word then:
 *
 *   pending → succeeded | failed
 */

/** What a provider has said of a payment; what `capture` does not take waits to be captured. */
export function ofProvider(
  details: ChargeDetails,
  payment_method: PaymentMethod,
  answer: Failed | Paid | Processing,
  capture: boolean,
  identity: Identity,
): Charge {
  const charge: Charge = {
    ...blankCharge(details, identity),
    billing_details: billingDetailsOf(payment_method),
    calculated_statement_descriptor: null,
    outcome: outcomeOf(answer),
    payment_method: payment_method.id,
    payment_method_details: chargedWith(payment_method.type, answer.details),
  };
  switch (answer.kind) {
    case 'paid':
      return { ...taken(charge, capture), paid: true, status: 'succeeded' };
    case 'processing':
      return taken(charge, capture);
    case 'failed':
      return failed(charge, answer.failure, null);
  }
}

/** There is a last word about it. `reversal` is the balance transaction that takes a failed payment back. */
export function settled(charge: Charge, answer: CalledBack | Failed | Paid, reversal: string | null): Charge {
  if (answer.kind === 'called_back') return failed(charge, { code: null, message: null }, reversal);
  if (answer.kind === 'failed') return failed(charge, answer.failure, reversal);
  const { type } = charge.payment_method_details!;
  const before = charge.payment_method_details![type as 'affirm'] as JsonObject;
  const payment_method_details = chargedWith(type, { ...before, ...answer.details });
  return { ...charge, paid: true, payment_method_details, status: 'succeeded' };
}

function failed(
  charge: Charge,
  { code, message }: Failure | Record<'code' | 'message', null>,
  failure_balance_transaction: string | null,
): Charge {
  return {
    ...charge,
    amount_captured: 0,
    captured: false,
    failure_balance_transaction,
    failure_code: code,
    failure_message: message,
    status: 'failed',
  };
}

function taken(charge: Charge, capture: boolean): Charge {
  return { ...charge, amount_captured: capture ? charge.amount : 0, captured: capture };
}

function chargedWith(type: string, details: JsonObject): Charge['payment_method_details'] {
  return { [type]: details, type };
}

/** Nobody but the cards' networks is asked for a risk, unless the payment was blocked. */
export function outcomeOf(
  answer: Pick<Failed | Paid | Processing, 'kind'> & Pick<Failed, 'outcome'>,
): Charge['outcome'] {
  const is_failed = answer.kind === 'failed';
  if (answer.outcome !== undefined) return answer.outcome;
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: is_failed ? 'declined_by_network' : 'approved_by_network',
    reason: is_failed ? 'generic_decline' : null,
    risk_level: 'not_assessed',
    seller_message: is_failed ? 'The payment method was declined.' : 'Payment complete.',
    type: is_failed ? 'issuer_declined' : 'authorized',
  };
}
