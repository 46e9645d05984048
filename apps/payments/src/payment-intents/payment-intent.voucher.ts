import { unexpectedState } from '../intents/intent.ts';
import { typeOf } from '../payment-method-types/payment-method-types.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import type { PaymentIntent } from './payment-intent.ts';

/**
 * @throws payment_intent_unexpected_state while the payer has a voucher that cannot be taken back, or one may have been paid whose
 * time is up (guides "Boleto payments", "OXXO payments", "Accept a Multibanco payment")
 */
export function requireRevocable(intent: PaymentIntent, payment_method: PaymentMethod): void {
  const { voucher } = typeOf(payment_method);
  if (voucher === undefined) return;
  const { type } = payment_method;
  if (intent.status === 'requires_action' && !voucher.cancelable) {
    throw unexpectedState(intent, `You cannot cancel a voucher of the type ${type} before it expires.`);
  }
  if (intent.status === 'processing') {
    throw unexpectedState(
      intent,
      `You cannot cancel this PaymentIntent while it is being found out whether its voucher (${type}) was paid.`,
    );
  }
}
