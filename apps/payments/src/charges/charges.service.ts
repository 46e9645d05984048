import { Inject, Injectable } from '@nestjs/common';
import type { ChargeCreateParams } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import { type Beginning, foreign, type Identity, refuse, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import { bookCharge, captureCharge } from '../balance-transactions/balance-transactions.service.ts';
import {
  type Approved,
  CARD_NETWORK,
  type CardNetwork,
  type Declined,
} from '../card-network/card-network.ts';
import { declineError } from '../card-network/decline-codes.ts';
import type { Card } from '../cards/card.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { resolveSource, usePaymentMethod } from '../payment-methods/payment-methods.use.ts';
import { blockPayer, ruleOn } from '../radar/rules.ts';
import { noteAddress } from '../radar/signals.ts';
import { raiseForeseen } from '../disputes/disputes.foreseen.ts';
import { withReceipt } from '../receipts/receipts.ts';
import { markForReview, openReview } from '../reviews/reviews.ts';
import type { Source } from '../sources/source.ts';
import { sources } from '../sources/source.entity.ts';
import { cardOfSource, chargeSource, requireGoodFor, type SourceCard } from '../sources/sources.charge.ts';
import { openVault } from '../vault/vaulted-card.entity.ts';
import { announced, approved, type Charge, type ChargeDetails, declined } from './charge.ts';
import { amountToCapture, describeCapture } from './charge.capture.ts';
import { authorization, chargeDetails, noActiveCard, requireOwnSource, withSource } from './charge.create.ts';
import { charges } from './charge.entity.ts';
import { isReported, update } from './charge.update.ts';
import { requireConnect } from './charges.connect.ts';
import { ChargeNetworks, type Instrument, instrumentOf } from './charges.networks.ts';
import { ChargeDebits, findDebited } from './charges.debits.ts';
import { SourcePayments } from './charges.sources.ts';
import { clearChargeExpiry, setChargeExpiry } from './charges.worker.ts';

/** A charge as it will be if the card's bank approves. */
interface Authorizing {
  identity: Identity;
  details: ChargeDetails;
  card: Card | Source;
  payment_method: PaymentMethod;
  vault: string;
  capture: boolean;
  request: ReturnType<typeof authorization>;
}

/** The card that is charged, and what it came from. */
interface Charging extends SourceCard {
  card: Card | Source;
}

interface Capturing {
  charge: string;
  instrument: Instrument;
  amount: number;
  currency: string;
  params: Stripe.ChargeCaptureParams;
}

@Injectable()
export class ChargesService {
  private readonly authorizing: Beginning<Authorizing, Stripe.Charge>;
  private readonly capturing: Beginning<Capturing, Stripe.Charge>;

  constructor(
    @Inject(CARD_NETWORK) network: CardNetwork,
    networks: ChargeNetworks,
    private readonly debits: ChargeDebits,
    private readonly by_source: SourcePayments,
    steps: Steps,
  ) {
    this.authorizing = steps.define('authorize_charge', {
      call: async ({ request, vault }: Authorizing, id) => authorize(network, request, vault, id),
      onOutcome: (authorizing: Authorizing, answer: Approved | Declined) =>
        answer.kind === 'approved' ? onApproved(authorizing, answer) : onDeclined(authorizing, answer),
    });
    this.capturing = steps.define('capture_charge', {
      call: ({ amount, currency, instrument }: Capturing, attempt_id) =>
        networks.capture(instrument, { attempt_id, amount, currency }),
      onOutcome: onCaptured,
    });
  }

  async create(params: ChargeCreateParams) {
    requireConnect(params);
    noteAddress(params.ip);
    const details = chargeDetails(params);
    const { capture = true } = params;
    const source = sourceIdOf(params);
    const debit = await findDebited(source);
    if (debit !== null) {
      requireOwnSource(source, debit.bank_account, details.customer);
      return this.debits.create(details, debit, capture);
    }
    const identity = charges.identity();
    const payment = { ...details, id: identity.id };
    if (!source.startsWith('src_')) {
      return this.authorize(identity, details, capture, await useCard(source, payment));
    }
    const found = await sources.load(source, 'source');
    if (found.usage === 'reusable') requireOwnSource(source, found, details.customer);
    requireGoodFor(found, payment);
    const card = await cardOfSource(found, payment);
    if (card === null) return this.by_source.create(details, found, capture);
    return this.authorize(identity, details, capture, { ...card, card: found });
  }

  /** Asks the card's bank; a source is in flight until it has answered. */
  private async authorize(
    identity: Identity,
    details: ChargeDetails,
    capture: boolean,
    { card, payment_method, set_up, vault, ...authentication }: Charging,
  ) {
    const ruling = await ruleOn(details, payment_method, vault);
    const { created } = identity;
    const request = authorization(details, payment_method, capture, set_up, created, ruling, authentication);
    const owner = card.object === 'source' ? { resource: sources, id: card.id } : null;
    return this.authorizing.begin(owner, {
      identity,
      details,
      card,
      payment_method,
      vault,
      capture,
      request,
    });
  }

  async update(id: string, params: Stripe.ChargeUpdateParams) {
    const charge = await charges.load(id);
    if (params.customer !== undefined) foreign('customer', params.customer, 'customer');
    const updated = update(charge, params);
    if (params.fraud_details !== undefined && isReported(updated)) await blockPayer(updated);
    return charges.save(updated, 'charge.updated');
  }

  async capture(id: string, params: Stripe.ChargeCaptureParams) {
    const charge = await charges.load(id);
    const amount = amountToCapture(charge, params);
    describeCapture(charge, params);
    const { currency } = charge;
    const instrument = instrumentOf(charge);
    return this.capturing.begin(
      { resource: charges, id },
      { charge: id, instrument, amount, currency, params },
    );
  }
}

/** A customer's card, or that of a token, which is then for this charge. */
async function useCard(id: string, payment: { id: string; customer: string | null }): Promise<Charging> {
  const { card, payment_method: found } = await resolveSource(id, 'source');
  requireOwnSource(id, card, payment.customer);
  const payment_method = await usePaymentMethod({
    id: payment.id,
    customer: payment.customer,
    payment_method: found.id,
    payment_method_options: null,
    setup_future_usage: null,
  });
  const { vault, set_up = false } = paymentMethods.privateOf(payment_method.id)!;
  const no_authentication = { authentication_id: null, asks_three_d_secure: false };
  return { card, payment_method, vault: vault!, set_up, ...no_authentication };
}

/** What to charge: the source, or else the customer's default one. */
function sourceIdOf({ source, customer = null }: { source?: string; customer?: string | null }): string {
  const owner = customer === null ? null : foreign('customer', customer, 'customer');
  const id = source ?? owner?.default_source ?? null;
  if (id === null) {
    if (owner !== null) throw noActiveCard();
    throw errors.invalid('Must provide source or customer.', { code: 'parameter_missing' });
  }
  return id;
}

/** A bank that wants to see the cardholder is told, and asked again, that nobody is there. */
async function authorize(
  network: CardNetwork,
  request: Authorizing['request'],
  vault: string,
  attempt_id: string,
): Promise<Approved | Declined> {
  const card = await openVault(vault);
  const answer = await network.authorize({ ...request, attempt_id, card, off_session: false });
  if (answer.kind !== 'requires_action') return answer;
  const unattended = { ...request, attempt_id: `${attempt_id}_off_session`, card, off_session: true };
  const last = await network.authorize(unattended);
  if (last.kind !== 'requires_action') return last;
  throw new Error(`${attempt_id}: the network wants to see a cardholder who is not there`);
}

async function onApproved(authorizing: Authorizing, answer: Approved): Promise<Charge> {
  const { capture, card, identity, details, payment_method, vault } = authorizing;
  const charged = card.object === 'source' ? await chargeSource(card.id, details.amount) : card;
  const approval = approved(details, payment_method, answer, capture, identity);
  const charge = charges.insert(
    withReceipt(markForReview(withSource(approval, charged, answer.card))),
    ...(capture ? [] : ['charge.succeeded' as const]),
  );
  charges.setPrivate(charge.id, { vault, ...announced(answer) });
  if (capture) await bookCharge(charge, 'charge.succeeded');
  else await setChargeExpiry(charge);
  openReview(charge);
  if (capture) await raiseForeseen(charge.id);
  return charges.load(charge.id);
}

function onDeclined(
  { card, identity, details, payment_method, vault }: Authorizing,
  answer: Declined,
): never {
  const charge = withSource(declined(details, payment_method, answer, identity), card, answer.card);
  charges.insert(charge, 'charge.failed');
  charges.setPrivate(charge.id, { vault });
  return refuse(declineError(answer.decline, { charge: charge.id }));
}

async function onCaptured({ charge: id, amount, params }: Capturing): Promise<Charge> {
  const charge = await charges.load(id);
  await clearChargeExpiry(charge);
  await captureCharge(describeCapture(charge, params), amount);
  await raiseForeseen(id);
  return charges.load(id);
}
