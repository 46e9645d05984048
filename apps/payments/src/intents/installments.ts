import { errors } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';

/** What an intent shows of the plans by which a card may pay it back (guide "Mexico installments"). */
type Installments = Stripe.PaymentIntent.PaymentMethodOptions.Card.Installments;
type Plan = Stripe.PaymentIntent.PaymentMethodOptions.Card.Installments.Plan;
type Params = Stripe.PaymentIntentConfirmParams.PaymentMethodOptions.Card.Installments;

/** The months that a card's bank spreads a payment over, from which amount in centavos on, and at what fee in per cent. */
const PLANS = [
  { count: 3, min: 300_00, percent: '5' },
  { count: 6, min: 600_00, percent: '7.5' },
  { count: 9, min: 900_00, percent: '10' },
  { count: 12, min: 1_200_00, percent: '12.5' },
  { count: 18, min: 1_800_00, percent: '17.5' },
  { count: 24, min: 2_400_00, percent: '22.5' },
] as const;

const PARAM = 'payment_method_options[card][installments]';

/** What is asked of installments, before it is known which plans there are. */
export function installments(current: Installments | null, { enabled, plan }: Params): Installments {
  const is_enabled = enabled ?? current?.enabled ?? false;
  if (!is_enabled && plan) {
    throw errors.invalid('A plan can only be chosen where installments are enabled.', {
      param: `${PARAM}[plan]`,
    });
  }
  const chosen = plan === undefined ? (current?.plan ?? null) : planOf(plan);
  return { available_plans: null, enabled: is_enabled, plan: is_enabled ? chosen : null };
}

function planOf(plan: Params['plan']): Plan | null {
  if (!plan) return null;
  const { count, interval, type } = plan;
  if (count === undefined) throw errors.parameterMissing(`${PARAM}[plan][count]`);
  if (interval === undefined) throw errors.parameterMissing(`${PARAM}[plan][interval]`);
  return { count, interval, type };
}

/** What a payment by `payment_method` could be spread over; null as long as there is none, or nobody asks. */
export function withAvailablePlans(
  asked: Installments,
  { amount, currency }: { amount: number; currency: string },
  payment_method: Pick<PaymentMethod, 'card'> | null,
): Installments {
  if (!asked.enabled || payment_method === null) return { ...asked, available_plans: null };
  const { country, funding } = payment_method.card ?? {};
  const eligible = currency === 'mxn' && country === 'MX' && funding === 'credit';
  const plans = PLANS.filter(({ min }) => eligible && amount >= min);
  const available_plans = plans.map(({ count }) => fixedCount(count));
  return { ...asked, available_plans };
}

/** @throws when the plan that was chosen is none of those that there are */
export function requireAvailable({ available_plans, plan }: Installments): void {
  if (plan === null || available_plans?.some(({ count }) => count === plan.count)) return;
  throw errors.invalid('The installment plan that was chosen is not available for this payment.', {
    param: `${PARAM}[plan]`,
  });
}

/** What the plan costs beside the usual fee, in per cent of the payment. */
export function installmentsPercent(plan: Pick<Plan, 'count'> | null | undefined): string {
  return PLANS.find(({ count }) => count === plan?.count)?.percent ?? '0';
}

function fixedCount(count: number): Plan {
  return { count, interval: 'month', type: 'fixed_count' };
}
