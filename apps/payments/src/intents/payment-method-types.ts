import { errors } from '@pinstripe/kernel';

/** How a new intent says what it can be paid or set up with. */
interface Choice {
  automatic_payment_methods?: { allow_redirects?: 'always' | 'never'; enabled: boolean };
  payment_method_types?: string[];
}

/** @throws when the client both names the types and leaves them to the platform */
export function automaticPaymentMethods({ automatic_payment_methods, payment_method_types }: Choice) {
  const named = payment_method_types !== undefined;
  if (automatic_payment_methods?.enabled === true && named) {
    throw errors.parametersExclusive('automatic_payment_methods', 'payment_method_types');
  }
  const enabled = automatic_payment_methods?.enabled ?? !named;
  if (!enabled) return null;
  return { allow_redirects: automatic_payment_methods?.allow_redirects ?? ('always' as const), enabled };
}

/** The types that can be paid with today; the others of the contract are refused by name. */
export function paymentMethodTypes(types: string[] = ['card']): string[] {
  const missing = types.find((type) => type !== 'card');
  if (missing === undefined) return types;
  throw errors.invalid(
    `Pinstripe does not support the payment method type ${missing} yet. Nothing was changed.`,
    { param: 'payment_method_types' },
    501,
  );
}
