import { errors } from '@pinstripe/kernel';
import type { PaymentMethodType } from '../payment-method-types/payment-method-type.ts';
import { PAYMENT_METHOD_TYPES } from '../payment-method-types/payment-method-types.ts';

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

/** The types that the client names. @throws when one of them is none */
export function paymentMethodTypes(types: string[] = ['card']): string[] {
  const unknown = types.find((type) => !Object.hasOwn(PAYMENT_METHOD_TYPES, type));
  if (unknown === undefined) return types;
  throw errors.invalid(
    `The payment method type "${unknown}" is invalid. Please ensure that it is one that this version of the API supports.`,
    { param: 'payment_method_types' },
  );
}

/** What an update that names types makes of an intent: one that has left them to the platform does so no more. */
export function renamedTypes({ payment_method_types }: Choice) {
  if (payment_method_types === undefined) return {};
  return {
    automatic_payment_methods: null,
    payment_method_configuration_details: null,
    payment_method_types: paymentMethodTypes(payment_method_types),
  };
}

/** What an intent demands of the types that it offers: a PaymentIntent has a currency and a way to capture. */
export interface Demand {
  automatic_payment_methods: { allow_redirects?: 'always' | 'never' } | null;
  capture_method?: string;
  currency?: string;
  setup_future_usage?: 'off_session' | 'on_session' | null;
  usage?: string;
}

/** The types, of those that a configuration has turned `on`, that fit an intent which leaves them to the platform. */
export function fittingTypes(
  on: ReadonlySet<string>,
  demand: Demand,
  facts = PAYMENT_METHOD_TYPES,
): string[] {
  return Object.keys(facts).filter((type) => on.has(type) && fits(facts[type]!, demand));
}

function fits(facts: PaymentMethodType, demand: Demand): boolean {
  const { automatic_payment_methods, capture_method, currency } = demand;
  const usage = demand.setup_future_usage ?? demand.usage;
  if (currency === undefined && !facts.in_setup_intents) return false;
  if (facts.payer_action === 'redirect' && automatic_payment_methods?.allow_redirects === 'never')
    return false;
  if (facts.capturable_for === null && capture_method === 'manual') return false;
  if (usage != null && !facts.sets_up.some((kept) => kept === usage)) return false;
  return facts.currencies === null || currency === undefined || facts.currencies.includes(currency);
}

interface Named {
  automatic_payment_methods: object | null;
  capture_method?: string;
  currency?: string;
  payment_method_types: string[];
}

/** @throws when the client has named types that cannot do what the intent asks of all of them */
export function requireFitting<I extends Named>(intent: I): I {
  const { automatic_payment_methods, capture_method, currency, payment_method_types } = intent;
  if (automatic_payment_methods !== null) return intent;
  for (const type of payment_method_types) {
    const { capturable_for, currencies } = PAYMENT_METHOD_TYPES[type]!;
    if (currencies !== null && currency !== undefined && !currencies.includes(currency)) {
      throw errors.invalid(
        `The payment method type ${type} cannot be used with the currency ${currency}. It can be used with: ` +
          `${currencies.join(', ')}.`,
        { code: 'payment_intent_invalid_currency', param: 'payment_method_types' },
      );
    }
    if (capture_method === 'manual' && capturable_for === null) {
      throw errors.invalid(
        `The payment method type ${type} cannot be captured later. Use payment_method_options to set capture_method ` +
          'for the types that can.',
        { code: 'payment_intent_invalid_parameter', param: 'capture_method' },
      );
    }
  }
  return intent;
}

/** @throws when a SetupIntent names types that cannot be set up */
export function requireSettable<I extends Pick<Named, 'payment_method_types'>>(intent: I): I {
  for (const type of intent.payment_method_types) {
    if (PAYMENT_METHOD_TYPES[type]!.in_setup_intents) continue;
    throw errors.invalid(`The payment method type ${type} cannot be set up for future payments.`, {
      param: 'payment_method_types',
    });
  }
  return intent;
}
