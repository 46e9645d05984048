import { errors, type StripeError } from '@pinstripe/kernel';
import type { Document } from '@pinstripe/contract';
import type Stripe from 'stripe';
import {
  type BankTransfer,
  bankTransferOf,
  type BankTransferParams,
  EU_COUNTRIES,
} from '../funding-instructions/bank-transfer.ts';
import { type Digits, financialAddresses } from '../funding-instructions/financial-addresses.ts';
import { unexpectedState } from '../intents/intent.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import type { PaymentIntent } from './payment-intent.ts';

/**
 * Payments from a customer's cash balance (guide "Accept a bank transfer"). What the balance covers is paid at once. Where it does
 * not, and the client has said how the customer may fund it, the intent waits for transfers, and is paid in parts:
 *
 *   requires_action → (payment_intent.partially_funded →) succeeded
 */
export const CUSTOMER_BALANCE = 'customer_balance';

type Customer = Document<Stripe.Customer>;
type Options = Stripe.PaymentIntent.PaymentMethodOptions['customer_balance'];

const OPTIONS = 'payment_method_options[customer_balance]';

/** Where an account in euros is when nobody says, and the customer is nowhere that has any. */
const EU_COUNTRY = 'IE';

/**
 * How the customer may fund what the balance does not cover; null where it is to cover all. Intents that leave their types to the
 * platform need not say.
 * @throws when the currency cannot be transferred, or not as the options say
 */
export function fundingOf(intent: PaymentIntent, customer: Customer): BankTransfer | null {
  const { automatic_payment_methods, currency, payment_method_options } = intent;
  const options = payment_method_options?.customer_balance as Options | null | undefined;
  if (options?.funding_type !== 'bank_transfer') {
    return automatic_payment_methods === null ? null : bankTransferOf(currency, anywhere(customer), OPTIONS);
  }
  const { bank_transfer } = options;
  if (bank_transfer?.type === undefined) throw errors.parameterMissing(`${OPTIONS}[bank_transfer][type]`);
  return bankTransferOf(currency, bank_transfer as BankTransferParams, `${OPTIONS}[bank_transfer]`);
}

/** The transfers that can be made to this currency, with an account near the customer. */
export function anywhere({ address }: Customer): BankTransferParams {
  const country = address?.country ?? '';
  return { eu_bank_transfer: { country: EU_COUNTRIES.includes(country) ? country : EU_COUNTRY } };
}

/** What the payer is shown: where to transfer what is left to, and what to write on the transfer. */
export function instructions(
  intent: PaymentIntent,
  transfer: BankTransfer,
  digits: Digits,
  reference: string,
  amount_remaining: number,
  hosted_instructions_url: string,
): NonNullable<PaymentIntent['next_action']> {
  return {
    display_bank_transfer_instructions: {
      amount_remaining,
      currency: intent.currency,
      financial_addresses: financialAddresses(transfer, digits),
      hosted_instructions_url,
      reference: transfer.type === 'jp_bank_transfer' ? null : reference,
      type: transfer.type,
    },
    type: 'display_bank_transfer_instructions',
  };
}

/** What a transfer to this intent says; null while it waits for none. */
export function awaited({ next_action }: PaymentIntent) {
  return next_action?.display_bank_transfer_instructions ?? null;
}

/** The intent, for which `amount` of what it waits for has come. */
export function fundPartially(intent: PaymentIntent, amount: number): PaymentIntent {
  const waiting = awaited(intent)!;
  const amount_remaining = waiting.amount_remaining! - amount;
  return {
    ...intent,
    next_action: {
      ...intent.next_action!,
      display_bank_transfer_instructions: { ...waiting, amount_remaining },
    },
  };
}

/** Whether an intent that was waiting for transfers does so no more, or for others. */
export function waitsAnew(before: PaymentIntent, after: PaymentIntent): boolean {
  const { amount, currency, customer, next_action } = before;
  return (
    after.amount !== amount ||
    after.currency !== currency ||
    after.customer !== customer ||
    after.next_action !== next_action
  );
}

/** The intent, which waits for nothing until it is confirmed again. */
export function withoutInstructions(intent: PaymentIntent): PaymentIntent {
  const status = intent.payment_method === null ? 'requires_payment_method' : 'requires_confirmation';
  return { ...intent, next_action: null, status };
}

/** @throws when no money of a cash balance can be applied to the intent */
export function requireApplicable(
  intent: PaymentIntent,
  params: Stripe.PaymentIntentApplyCustomerBalanceParams,
): void {
  const { currency, customer, payment_method_types, status } = intent;
  if (!APPLICABLE.has(status)) {
    throw unexpectedState(
      intent,
      `You cannot apply the customer's cash balance to this PaymentIntent because it has a status of ${status}. ` +
        'Only a PaymentIntent with one of the following statuses may be funded: requires_payment_method, ' +
        'requires_confirmation, requires_action.',
    );
  }
  if (customer === null || !payment_method_types.includes(CUSTOMER_BALANCE)) {
    throw unexpectedState(
      intent,
      `You cannot apply the customer's cash balance to this PaymentIntent because it cannot be paid by ${CUSTOMER_BALANCE}.`,
    );
  }
  if (params.currency !== undefined && params.currency.toLowerCase() !== currency) {
    throw errors.invalid(`The currency of this PaymentIntent is ${currency}.`, { param: 'currency' });
  }
}

const APPLICABLE: ReadonlySet<string> = new Set([
  'requires_action',
  'requires_confirmation',
  'requires_payment_method',
]);

/** How much is to be applied of what is `available`, to an intent that lacks `remaining`. @throws when there is not as much */
export function amountToApply(asked: number | undefined, remaining: number, available: number): number {
  const amount = asked ?? remaining;
  if (amount < 1) throw errors.integerTooSmall(1, 'amount');
  if (amount > remaining) throw errors.integerTooLarge(remaining, 'amount');
  if (amount > available) {
    throw errors.invalid("The customer's cash balance does not have the amount that is to be applied.", {
      code: 'balance_insufficient',
      param: 'amount',
    });
  }
  return amount;
}

/** The cash balance does not cover the payment, and nobody was asked to fund it. */
export function notCovered(payment_method: PaymentMethod): StripeError {
  return errors.card("The customer's cash balance is insufficient to cover this payment.", {
    code: 'payment_intent_payment_attempt_failed',
    payment_method,
  });
}

/** @throws when there is nobody whose cash balance would pay */
export function requireCustomer({ customer }: PaymentIntent): string {
  if (customer !== null) return customer;
  throw errors.parameterMissing('customer');
}
