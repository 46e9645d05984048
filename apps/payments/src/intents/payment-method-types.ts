import { errors } from '@pinstripe/kernel';

/** What decides whether a type of payment method fits a payment (guide "Dynamic payment methods", eligibility). */
export interface PaymentMethodTypeFacts {
  /** Null is any. */
  currencies: readonly string[] | null;
  /** Whether the payer leaves the page for it. */
  redirects: boolean;
  /** Whether money can be held first and captured later. */
  captures_manually: boolean;
  /** For which later payments it can be kept. */
  sets_up: readonly ('off_session' | 'on_session')[];
}

type Facts = Readonly<Record<string, PaymentMethodTypeFacts>>;

/** The types that are built, in the order in which they are offered. */
export const PAYMENT_METHOD_TYPES: Facts = {
  card: {
    currencies: null,
    redirects: false,
    captures_manually: true,
    sets_up: ['off_session', 'on_session'],
  },
};

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

/** The types that the client names; those of the contract that cannot be paid with yet are refused by name. */
export function paymentMethodTypes(types: string[] = ['card']): string[] {
  const missing = types.find((type) => !(type in PAYMENT_METHOD_TYPES));
  if (missing === undefined) return types;
  throw errors.invalid(
    `Pinstripe does not support the payment method type ${missing} yet. Nothing was changed.`,
    { param: 'payment_method_types' },
    501,
  );
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

function fits(facts: PaymentMethodTypeFacts, demand: Demand): boolean {
  const { automatic_payment_methods, capture_method, currency } = demand;
  const usage = demand.setup_future_usage ?? demand.usage;
  if (facts.redirects && automatic_payment_methods?.allow_redirects === 'never') return false;
  if (!facts.captures_manually && capture_method === 'manual') return false;
  if (usage != null && !facts.sets_up.some((kept) => kept === usage)) return false;
  return facts.currencies === null || currency === undefined || facts.currencies.includes(currency);
}
