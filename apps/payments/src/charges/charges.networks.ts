import { Inject, Injectable } from '@nestjs/common';
import { CARD_NETWORK, type CardNetwork, type RefundAnswer } from '../card-network/card-network.ts';
import { isByCard } from '../payment-method-types/payment-method-types.ts';
import { PAYMENT_PROVIDER, type PaymentProvider, type ProviderOrder } from '../providers/provider.ts';
import { openBankAccount, openVault } from '../vault/vaulted-card.entity.ts';
import type { Charge } from './charge.ts';
import { charges } from './charge.entity.ts';

/** What was charged, as far as whoever moves its money has to know it. */
export interface Instrument {
  type: string;
  email: string | null;
  vault: string | null;
}

/** The instrument of a charge that this unit has loaded. */
export function instrumentOf(charge: Charge): Instrument {
  const { vault } = charges.privateOf(charge.id)!;
  const type = isByCard(charge) ? 'card' : charge.payment_method_details!.type;
  return { type, email: charge.billing_details.email, vault };
}

interface Order {
  attempt_id: string;
  amount: number;
  currency: string;
}

/** Whoever carried a charge: the cards' network, or the provider of its payment method. For the `call` of a step. */
@Injectable()
export class ChargeNetworks {
  constructor(
    @Inject(CARD_NETWORK) private readonly cards: CardNetwork,
    @Inject(PAYMENT_PROVIDER) private readonly provider: PaymentProvider,
  ) {}

  async capture(instrument: Instrument, order: Order): Promise<{ kind: 'captured' }> {
    if (instrument.type === 'card') return this.cards.capture(await onCard(instrument, order));
    return this.provider.capture(await atProvider(instrument, order));
  }

  async reverse(instrument: Instrument, order: Order): Promise<{ kind: 'reversed' }> {
    if (instrument.type === 'card') return this.cards.reverse(await onCard(instrument, order));
    return this.provider.reverse(await atProvider(instrument, order));
  }

  async refund(instrument: Instrument, order: Order): Promise<RefundAnswer> {
    if (instrument.type === 'card') return this.cards.refund(await onCard(instrument, order));
    return this.provider.refund(await atProvider(instrument, order));
  }
}

async function onCard({ vault }: Instrument, order: Order) {
  return { ...order, card: await openVault(vault!) };
}

async function atProvider({ email, type, vault }: Instrument, order: Order): Promise<ProviderOrder> {
  return { ...order, type, email, account: vault === null ? null : await openBankAccount(vault) };
}
