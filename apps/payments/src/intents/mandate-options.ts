import { DAY, errors, type Timestamp } from '@pinstripe/kernel';
import type Stripe from 'stripe';

type Shown = Stripe.PaymentIntent.PaymentMethodOptions.Card.MandateOptions;
type Params = Stripe.PaymentIntentConfirmParams.PaymentMethodOptions.Card.MandateOptions;

/** How many of an interval are a year, which is the longest that may lie between two payments. */
const IN_A_YEAR = { day: 365, week: 52, month: 12, year: 1 };

const PARAM = 'payment_method_options[card][mandate_options]';

/**
 * The terms of an e-mandate (API reference, `mandate_options`); `now` is when they are given. For a setup they have their
 * currency too, which stays as it is.
 * @throws when they begin before yesterday, end before they begin, or recur less than once a year
 */
export function mandateOptions<P extends Params>(params: P, now: Timestamp): P & Shown {
  const { amount, description, end_date, interval, interval_count, start_date, supported_types } = params;
  if (amount < 1) throw errors.integerTooSmall(1, `${PARAM}[amount]`);
  if (start_date < now - DAY) {
    throw errors.invalid('The start date of a mandate should not be before yesterday.', {
      param: `${PARAM}[start_date]`,
    });
  }
  if (end_date !== undefined && end_date <= start_date) {
    throw errors.invalid('The end date of a mandate should be after its start date.', {
      param: `${PARAM}[end_date]`,
    });
  }
  if (interval !== 'sporadic') requireCount(interval, interval_count);
  return {
    ...params,
    description: description ?? null,
    end_date: end_date ?? null,
    interval_count: interval_count ?? null,
    supported_types: supported_types ?? null,
  };
}

function requireCount(interval: keyof typeof IN_A_YEAR, interval_count: number | undefined): void {
  const param = `${PARAM}[interval_count]`;
  if (interval_count === undefined) throw errors.parameterMissing(param);
  if (interval_count < 1) throw errors.integerTooSmall(1, param);
  if (interval_count > IN_A_YEAR[interval]) throw errors.integerTooLarge(IN_A_YEAR[interval], param);
}
