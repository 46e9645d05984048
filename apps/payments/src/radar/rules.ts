import type { Document } from '@pinstripe/contract';
import { StripeError } from '@pinstripe/kernel';
import { context, foreign } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { Ruling } from '../card-network/card-network.ts';
import type { Charge } from '../charges/charge.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { peekSettings } from '../payment-settings/payment-settings.entity.ts';
import { openVault } from '../vault/vaulted-card.entity.ts';
import { decide, emailsIn, type Facts } from './rule.ts';
import { addItems, itemsOf } from './value-list-items/value-list-items.ts';
import { valueLists } from './value-lists/value-list.entity.ts';
import { loadAliases } from './value-lists/value-lists.ts';

type Payment = Pick<Charge, 'customer' | 'description' | 'receipt_email'>;
type Customer = Document<Stripe.Customer>;

/** What the account's lists say of a payment that is about to be made. An account that has never looked at its lists has none. */
export async function ruleOn(
  payment: Payment,
  payment_method: PaymentMethod,
  vault: string | null,
): Promise<Ruling | null> {
  if ((await peekSettings()).value_lists === null) return null;
  const facts = await factsOf(payment, payment_method, vault);
  const items = await itemsOf(Object.values(facts));
  const found = await Promise.all(
    items.map(async ({ value, value_list }) => ({ value, list: await valueLists.peek(value_list) })),
  );
  return decide(
    facts,
    found.flatMap(({ value, list }) => (list === null ? [] : [{ value, list }])),
  );
}

/**
 * Adds the card and the email addresses of a payment that the merchant calls fraudulent to the default block lists, with the
 * customer's other cards (guide "Lists", "Managing list items").
 */
export async function blockPayer(charge: Charge): Promise<void> {
  const customer = charge.customer === null ? null : knownCustomer(charge.customer);
  const aliases = await loadAliases();
  const { email: billed, name } = charge.billing_details;
  const texts = [
    charge.receipt_email,
    billed,
    customer?.email,
    customer?.description,
    charge.description,
    name,
  ];
  const emails = texts.flatMap((text) => emailsIn(text ?? null));
  const { fingerprint } = charge.payment_method_details?.card ?? {};
  const others = charge.customer === null ? [] : await fingerprintsOf(charge.customer);
  const fingerprints = [fingerprint, ...others].filter((each) => typeof each === 'string');
  await addItems(await valueLists.load(aliases['card_fingerprint_blocklist']!), fingerprints);
  await addItems(await valueLists.load(aliases['email_blocklist']!), emails);
}

async function factsOf(
  { customer, description, receipt_email }: Payment,
  { billing_details, card, sepa_debit, us_bank_account }: PaymentMethod,
  vault: string | null,
): Promise<Facts> {
  const buyer = customer === null ? null : foreign('customer', customer, 'customer');
  const email = receipt_email ?? billing_details.email ?? buyer?.email;
  const facts = {
    card_bin: card === undefined ? null : (await openVault(vault!)).number.slice(0, 6),
    card_country: card?.country,
    card_fingerprint: card?.fingerprint,
    charge_description: description,
    client_ip_address: clientIp(),
    customer_id: customer,
    email,
    email_domain: email?.split('@').at(-1),
    sepa_debit_fingerprint: sepa_debit?.fingerprint,
    us_bank_account_fingerprint: us_bank_account?.fingerprint,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact != null));
}

/** Where the payer is: who comes with a secret key is the merchant's server, which may know it. */
export function clientIp(): string | null {
  const { client_ip, key_type, payer_ip } = context();
  if (payer_ip !== undefined) return payer_ip;
  return key_type === 'publishable' ? (client_ip?.replace(/^::ffff:/, '') ?? null) : null;
}

/** A customer who was deleted meanwhile has nothing more to tell. */
function knownCustomer(id: string): Customer | null {
  try {
    return foreign('customer', id);
  } catch (error) {
    if (error instanceof StripeError) return null;
    throw error;
  }
}

async function fingerprintsOf(customer: string): Promise<(string | null | undefined)[]> {
  return (await paymentMethods.all({ customer, type: 'card' })).map(({ card }) => card?.fingerprint);
}
