import type { SourceCreateParams } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import { card as cardOf, type Card } from '../cards/card.ts';
import { cards } from '../cards/card.entity.ts';
import type { CardDetails } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { redeemToken } from '../tokens/tokens.ts';
import { type KnownCard, takeCard } from '../vault/vaulted-cards.ts';
import { nobody, requireChargeable, type Source } from './source.ts';
import { authenticatedCard, cardHash, cardholder } from './source.card.ts';
import type { SourceSubject } from './source.create.ts';
import { sources } from './source.entity.ts';
import { insertSource } from './sources.insert.ts';

/** Makes a source of a card, by number or of a token, and a payment method by the same id. */
export async function createOfCard(subject: SourceSubject, params: SourceCreateParams): Promise<Source> {
  const { card, details, vault } = await takeSourceCard(params);
  const { address, name } = cardholder(card);
  const owner = {
    ...params.owner,
    ...(name === null ? {} : { name }),
    ...(address === null ? {} : { address: given(address) }),
  };
  return insertSource(
    subject,
    { ...params, owner },
    { details, vault },
    cardHash(card, isSupported(details)),
  );
}

/**
 * Makes a source for one payment by a card that its holder authenticates. Where the card does not know 3-D Secure there is nothing
 * to authenticate, and the source is chargeable at once.
 */
export async function createAuthenticated(
  subject: SourceSubject,
  params: SourceCreateParams,
): Promise<Source> {
  const { card: id = '', customer = null } = subject.given;
  const card = await findCard(id, customer);
  const method = await paymentMethods.load(id);
  const { vault } = paymentMethods.privateOf(id)!;
  const details = method.card!;
  const supported = isSupported(details);
  const shown = card.object === 'source' ? card.card! : cardHash(card, supported);
  const { address, email, name, phone } = method.billing_details;
  const holder = { ...nobody, address: address ?? null, email, name, phone };
  return insertSource(
    supported ? subject : { ...subject, not_required: true },
    { ...params, owner: { ...known(holder), ...params.owner } },
    { details, vault },
    authenticatedCard({ card: shown, id }, card.customer == null ? null : card.customer),
  );
}

/** The card of a customer's, or of a source, that is to be authenticated. @throws resource_missing, invalid_source_usage */
async function findCard(id: string, customer: string | null): Promise<Card | Source> {
  const param = 'three_d_secure[card]';
  if (id.startsWith('card_')) {
    const card = await cards.load(id, param);
    if (customer !== null && card.customer !== customer) throw cards.missing(id, param);
    return card;
  }
  const source = await sources.load(id, param);
  if (source.card === undefined) throw sources.missing(id, param);
  requireChargeable(source);
  return source;
}

async function takeSourceCard(params: SourceCreateParams): Promise<KnownCard & { card: Card }> {
  const { card: its_card, owner, token } = params;
  if (token === undefined) {
    if (its_card?.number === undefined)
      throw errors.parameterMissing(its_card === undefined ? 'token' : 'card[number]');
    const { number, cvc } = its_card;
    for (const field of ['exp_month', 'exp_year'] as const) {
      if (its_card[field] === undefined) throw errors.parameterMissing(`card[${field}]`);
    }
    const { line1 = null, postal_code = null } = owner?.address ?? {};
    const dated = { number, exp_month: its_card.exp_month!, exp_year: its_card.exp_year! };
    const known = takeCard({ ...dated, ...(cvc === undefined ? {} : { cvc }) }, { line1, postal_code });
    return { ...known, card: cardOf(cards.identity().id, {}, known.details) };
  }
  if (its_card !== undefined) throw errors.parametersExclusive('token', 'card');
  const redeemed = await redeemToken(token);
  if (redeemed?.kind !== 'card') throw errors.resourceMissing('token', token, 'token');
  return redeemed;
}

function isSupported({ three_d_secure_usage }: CardDetails): boolean {
  return three_d_secure_usage?.supported !== false;
}

/** The fields that are known, as parameters say them. */
function given(fields: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

function known({ address, email, name, phone }: typeof nobody): NonNullable<SourceCreateParams['owner']> {
  const said = given({ email, name, phone });
  return { ...said, ...(address === null ? {} : { address: given({ ...address }) }) };
}
