import type { SourceCreateParams } from '@pinstripe/contract';
import { errors, requireChargeAmount, requireEmail, StripeError } from '@pinstripe/kernel';
import { requireUrl } from '../intents/return-url.ts';
import type { ReadAccount } from '../payment-method-types/payment-method-type.ts';
import { requireStatementDescriptor } from '../charges/statement-descriptor.ts';
import type { Flow, Hash, SourceType } from './source-type.ts';
import { currenciesOf, SOURCE_TYPES } from './source-types.ts';

/** What parameters say of a new source, checked. */
export interface SourceSubject {
  type: string;
  flow: Flow;
  usage: 'reusable' | 'single_use';
  amount: number | null;
  currency: string | null;
  statement_descriptor: string | null;
  /** What is in the hash of its type. */
  given: Hash;
  /** Where the payer comes back to; null for one who is not led away. */
  return_url: string | null;
  /** The account that it debits, for the vault to keep. */
  account: ReadAccount | null;
  /** Its payer need not act, although others of the type have to. */
  not_required?: true;
}

/** What `params` say of a source that is to be made. @throws when they do not make one of their type */
export function sourceSubject(params: SourceCreateParams): SourceSubject {
  requireOwnAccount(params);
  const { type } = params;
  if (type === undefined) throw errors.parameterMissing('type');
  const facts = factsOf(type);
  requireHashOf(type, params);
  const flow = flowOf(facts, params);
  const usage = usageOf(facts, params);
  if (usage === 'single_use' && params.amount === undefined) throw errors.parameterMissing('amount');
  const currency = currencyOf(type, usage, params);
  const amount = amountOf(facts, currency, params);
  const given = ((params as Record<string, unknown>)[type] ?? {}) as Hash;
  requireOwner(facts, params);
  const account = readAccount(type, facts, given, currency, params);
  requireFitting(facts, flow, params);
  requireStatementDescriptor(params.statement_descriptor, 'statement_descriptor', facts.descriptor_max);
  return {
    type,
    flow,
    usage,
    amount,
    currency,
    statement_descriptor: params.statement_descriptor || null,
    given,
    return_url: returnUrl(facts, flow, params),
    account,
  };
}

/** Sources are shared with accounts that are connected, and nothing else is: of these there are none. */
function requireOwnAccount({ customer, original_source }: SourceCreateParams): void {
  if (customer === undefined && original_source === undefined) return;
  throw errors.invalid(
    'A source can only be shared with another account: the request must be made on its behalf, using the Stripe-Account header.',
    { param: original_source === undefined ? 'customer' : 'original_source' },
  );
}

function factsOf(type: string): SourceType {
  if (type === 'card_present') {
    throw errors.invalid('Only a reader of Terminal makes sources of the type card_present.', {
      code: 'payment_method_not_available',
      param: 'type',
    });
  }
  if (!Object.hasOwn(SOURCE_TYPES, type)) {
    throw errors.parameterInvalidEnum('type', Object.keys(SOURCE_TYPES));
  }
  return SOURCE_TYPES[type]!;
}

/** @throws parameter_unknown for the hash of another type */
function requireHashOf(type: string, params: SourceCreateParams): void {
  const other = Object.keys(params).find((param) => param in SOURCE_TYPES && param !== type);
  if (other !== undefined) throw errors.parameterUnknown(other);
}

function flowOf({ flows }: SourceType, { flow = flows[0]! }: SourceCreateParams): Flow {
  if (!flows.includes(flow)) throw errors.parameterInvalidEnum('flow', flows);
  return flow;
}

/** What can be used again may be meant for one use; what cannot, never the other way round. */
function usageOf(facts: SourceType, { type, usage = facts.usage }: SourceCreateParams) {
  if (usage === facts.usage || (usage === 'single_use' && facts.transfer === undefined)) return usage;
  throw errors.invalid(`Sources of the type ${type} are ${facts.usage}.`, { param: 'usage' });
}

function currencyOf(type: string, usage: string, params: SourceCreateParams): string | null {
  const currency = params.currency?.toLowerCase() ?? null;
  const allowed = currenciesOf(type);
  if (currency === null) {
    if (allowed === null && usage === 'reusable') return null;
    throw errors.parameterMissing('currency');
  }
  if (allowed === null || allowed.includes(currency)) return currency;
  throw errors.invalid(
    `Sources of the type ${type} can be in ${allowed.join(', ')}, and not in ${currency}.`,
    {
      code: 'invalid_currency',
      param: 'currency',
    },
  );
}

/** Nobody knows what will be sent to a receiver that takes any amount. */
function amountOf(
  { amount_min, transfer, usage }: SourceType,
  currency: string | null,
  { amount }: SourceCreateParams,
): number | null {
  if (amount === undefined) return null;
  if (transfer !== undefined && usage === 'reusable') {
    throw errors.invalid('What a receiver gets is known when the funds have landed: it takes no amount.', {
      param: 'amount',
    });
  }
  if (currency === null) throw errors.parameterMissing('currency');
  requireChargeAmount(amount, currency);
  if (amount_min !== undefined && amount < amount_min) {
    throw errors.invalid(`Amount must be at least ${amount_min} ${currency}.`, {
      code: 'amount_too_small',
      param: 'amount',
    });
  }
  return amount;
}

function requireOwner({ owner: needed = [] }: SourceType, { owner = {} }: SourceCreateParams): void {
  for (const field of needed) {
    if (owner[field] === undefined || owner[field] === '') throw errors.parameterMissing(`owner[${field}]`);
  }
  if (needed.includes('name') && owner.name!.trim().length < 3) {
    throw errors.invalid('The name of the owner must have at least three characters.', {
      code: 'invalid_owner_name',
      param: 'owner[name]',
    });
  }
  recoding(needed.includes('email') ? 'invalid_owner_email' : undefined, () =>
    requireEmail(owner.email, 'owner[email]'),
  );
}

function readAccount(
  type: string,
  facts: SourceType,
  given: Hash,
  currency: string | null,
  { owner }: SourceCreateParams,
): ReadAccount | null {
  const missing = facts.required_fields?.find((field) => !given[field]);
  if (missing !== undefined) throw errors.parameterMissing(`${type}[${missing}]`);
  facts.check_hash?.(given, type, currency);
  if (facts.account === undefined) return null;
  const account = recoding(facts.account_code, () => facts.account!(given, type));
  const { country } = account.shown as { country?: string };
  if (country !== undefined && facts.owner_address_in?.has(country) === true) {
    for (const field of ['country', 'line1'] as const) {
      if (!owner?.address?.[field]) throw errors.parameterMissing(`owner[address][${field}]`);
    }
  }
  return account;
}

/** @throws for what only sources of other types have */
function requireFitting(facts: SourceType, flow: Flow, params: SourceCreateParams): void {
  const unfitting = {
    mandate: facts.account === undefined,
    receiver: flow !== 'receiver',
    redirect: !isLedAway(facts, flow),
    token: params.type !== 'card',
  };
  for (const param of Object.keys(unfitting) as (keyof typeof unfitting)[]) {
    if (params[param] !== undefined && unfitting[param]) {
      throw errors.invalid(`A source of the type ${params.type} with the flow ${flow} takes no ${param}.`, {
        param,
      });
    }
  }
  if (params.mandate?.currency !== undefined && params.mandate.currency !== params.currency) {
    throw errors.invalid('The currency of the mandate must be that of the source.', {
      param: 'mandate[currency]',
    });
  }
  if (params.type === 'klarna' && params.source_order?.items === undefined) {
    throw errors.parameterMissing('source_order[items]');
  }
}

function returnUrl(facts: SourceType, flow: Flow, { redirect }: SourceCreateParams): string | null {
  if (!isLedAway(facts, flow)) return null;
  if (redirect?.return_url === undefined) throw errors.parameterMissing('redirect[return_url]');
  requireUrl(redirect.return_url, 'redirect[return_url]');
  return redirect.return_url;
}

/** A receiver's page only shows where to send the money. */
function isLedAway({ page }: SourceType, flow: Flow): boolean {
  return flow === 'redirect' || (flow === 'receiver' && page !== undefined);
}

/** What `read` gives or throws, by the code that the Sources API has for it. */
function recoding<T>(code: string | undefined, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (code === undefined || !(error instanceof StripeError)) throw error;
    throw errors.invalid(error.body.message, {
      code,
      ...(error.body.param === undefined ? {} : { param: error.body.param }),
    });
  }
}
