import { errors, formatAmount, requireChargeAmount } from '@pinstripe/kernel';
import { requirePayer } from '../intents/payer.ts';
import { isCard, leastAmount, typeOf } from '../payment-method-types/payment-method-types.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { futureUsage } from '../payment-methods/payment-method.use.ts';
import type { PaymentIntent } from './payment-intent.ts';
import { type ConfirmParams, isManual } from './payment-intent.confirm.ts';

/**
 * @throws when the intent does not take payment methods of this type, or what the type needs of the payer, of the amount or of the
 * client is missing
 */
export function requirePayable(
  intent: PaymentIntent,
  params: ConfirmParams,
  payment_method: PaymentMethod,
): void {
  const { type } = payment_method;
  const { amount, currency } = intent;
  requireType(intent, payment_method);
  const { amounts, capturable_for, currencies, payer_action } = typeOf(payment_method);
  if (isManual(intent, type) && capturable_for === null) {
    throw errors.invalid(`A payment by the payment method type ${type} cannot be captured later.`, {
      code: 'payment_intent_invalid_parameter',
      param: 'capture_method',
    });
  }
  requireKept(intent, payment_method);
  if (currencies !== null && !currencies.includes(currency)) {
    throw errors.invalid(
      `A payment method of the type ${type} cannot be used with the currency ${currency}.`,
      {
        code: 'payment_method_currency_mismatch',
        param: 'payment_method',
      },
    );
  }
  const least = leastAmount([type], currency);
  requireChargeAmount(amount, currency, { by_card: isCard(payment_method), least });
  const { min = 0, max = Infinity } = amounts?.[currency] ?? {};
  if (amount < min) throw errors.amountTooSmall(formatAmount(min, currency));
  if (amount > max) throw errors.amountTooLarge(formatAmount(max, currency));
  requirePayer(payment_method);
  // Nobody is led anywhere off session.
  if (payer_action === 'redirect' && params.return_url === undefined && !params.off_session) {
    throw errors.invalid(
      `A return_url must be given to confirm a PaymentIntent by ${type}: the payer is led there from another page.`,
      { code: 'payment_intent_redirect_confirmation_without_return_url', param: 'return_url' },
    );
  }
}

/** @throws when the payment method is to be kept, and its type cannot be, or too little is known of the payer */
function requireKept(intent: PaymentIntent, payment_method: PaymentMethod): void {
  const { type } = payment_method;
  const { saved_as, sets_up } = typeOf(payment_method);
  const usage = futureUsage(intent, type);
  if (usage === null) return;
  const param = 'setup_future_usage';
  if (!sets_up.includes(usage)) {
    throw errors.invalid(
      `A payment method of the type ${type} cannot be set up for ${usage} payments with a payment.`,
      { code: 'payment_intent_invalid_parameter', param },
    );
  }
  if (saved_as !== undefined) requirePayer({ ...payment_method, type: saved_as });
}

/** @throws payment_intent_incompatible_payment_method when the intent does not take payment methods of this type */
export function requireType({ payment_method_types }: PaymentIntent, { type }: PaymentMethod): void {
  if (payment_method_types.includes(type)) return;
  throw errors.invalid(
    `The PaymentMethod provided (${type}) is not allowed for this PaymentIntent, which takes: ${payment_method_types.join(', ')}. ` +
      "Bring a PaymentMethod of one of these types, or add its type to the intent's payment_method_types.",
    { code: 'payment_intent_incompatible_payment_method', param: 'payment_method' },
  );
}
