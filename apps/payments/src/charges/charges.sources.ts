import { Inject, Injectable } from '@nestjs/common';
import { errors, type JsonObject } from '@pinstripe/kernel';
import {
  type Beginning,
  context,
  emit,
  type Identity,
  now,
  type Outside,
  refuse,
  Steps,
} from '@pinstripe/service';
import type Stripe from 'stripe';
import { bookCharge } from '../balance-transactions/balance-transactions.service.ts';
import { newId } from '../new-id.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import type { Ruling } from '../card-network/card-network.ts';
import { chargeType } from '../payment-method-types/payment-method-types.ts';
import {
  type Failed,
  PAYMENT_PROVIDER,
  type PaymentAnswer,
  type PaymentProvider,
} from '../providers/provider.ts';
import { ruleOn } from '../radar/rules.ts';
import { withReceipt } from '../receipts/receipts.ts';
import type { Source } from '../sources/source.ts';
import { sources } from '../sources/source.entity.ts';
import { chargeSource } from '../sources/sources.charge.ts';
import { openBankAccount } from '../vault/vaulted-card.entity.ts';
import type { Charge, ChargeDetails } from './charge.ts';
import { charges } from './charge.entity.ts';
import { ofProvider } from './charge.provider.ts';
import {
  chargedMethod,
  describedBy,
  mandateNotification,
  requireCaptured,
  shownBeside,
} from './charge.source.ts';
import { insertPending, raiseDispute } from './charges.settlement.ts';

/** A charge as it will be once the provider has answered. */
interface Paying {
  identity: Identity;
  details: ChargeDetails;
  source: string;
  method: PaymentMethod;
  vault: string | null;
  ruling: Ruling | null;
}

/** Charges by sources of the Sources API that are no cards: what their payers have agreed to before is ordered, or taken. */
@Injectable()
export class SourcePayments {
  private readonly paying: Beginning<Paying, Stripe.Charge>;

  constructor(@Inject(PAYMENT_PROVIDER) provider: PaymentProvider, steps: Steps) {
    this.paying = steps.define('pay_charge_by_source', {
      call: async (paying: Paying, attempt_id) => {
        const { details, identity, method, ruling, vault } = paying;
        return provider.pay({
          attempt_id,
          type: method.type,
          amount: details.amount,
          currency: details.currency,
          account: vault === null ? null : await openBankAccount(vault),
          requested_at: identity.created,
          keeps_account: false,
          manual: false,
          payer: payerOf(paying),
          ruling,
        });
      },
      onOutcome: onAnswer,
    });
  }

  /** Charges a source that this unit has loaded, and that is good for the charge. */
  async create(details: ChargeDetails, source: Source, capture: boolean): Promise<Outside<Stripe.Charge>> {
    requireCaptured(source, capture);
    const { id } = source;
    const vault = sources.privateOf(id)?.vault ?? null;
    const method = chargedMethod(source);
    const ruling = chargeType(method.type).assessed === true ? await ruleOn(details, method, vault) : null;
    const identity = charges.identity(newId('py'));
    return this.paying.begin(
      { resource: sources, id },
      { identity, details: describedBy(source, details), source: id, method, vault, ruling },
    );
  }
}

/** The payer has acted when the source became chargeable. */
function payerOf({ method, source }: Paying) {
  const hash = (method[method.type as 'affirm'] ?? {}) as JsonObject;
  return {
    billing_details: method.billing_details,
    hash,
    options: hash,
    payer_action: source,
    page_url: '',
    return_url: null,
    has_agreed: true,
    has_acted: true,
  };
}

async function onAnswer(paying: Paying, answer: PaymentAnswer): Promise<Charge> {
  if (answer.kind === 'requires_action') throw new Error(`${paying.source}: its payer has acted already`);
  const { details, identity, method, source: id, vault } = paying;
  const shown = { ...answer, details: { ...answer.details, ...shownBeside(method) } };
  const charge = ofProvider(details, method, shown, true, identity);
  const before = await sources.load(id);
  if (answer.kind === 'failed') return refuseFailed({ ...charge, source: before }, answer, vault);
  const hidden = sources.privateOf(id);
  const source = await chargeSource(id, details.amount);
  const made =
    answer.kind === 'paid'
      ? await insertPaid({ ...charge, source }, vault)
      : await insertPending({ ...charge, source }, { vault }, answer);
  if (hidden?.mandate?.notification_method === 'manual') {
    emit('source.mandate_notification', mandateNotification(source, details, notificationIdentity()), null);
  }
  if (answer.kind === 'paid') await raiseDispute(made.id, answer);
  return charges.load(made.id);
}

/** What was blocked before anybody was asked leaves the source as it was. */
function refuseFailed(charge: Charge, { failure }: Failed, vault: string | null): never {
  const { code, decline_code, error_code = code, message } = failure;
  charges.insert(charge, 'charge.failed');
  charges.setPrivate(charge.id, { vault });
  const declined = decline_code === undefined ? {} : { decline_code };
  return refuse(errors.card(message, { code: error_code, ...declined, charge: charge.id }));
}

async function insertPaid(charge: Charge, vault: string | null): Promise<Charge> {
  const paid = charges.insert(withReceipt(charge));
  charges.setPrivate(paid.id, { vault });
  return bookCharge(paid, 'charge.succeeded');
}

function notificationIdentity(): Identity {
  return { id: newId('srcmn'), created: now(), livemode: context().livemode };
}
