import { Inject, Injectable } from '@nestjs/common';
import { sendCommand } from '@pinstripe/bus';
import type { Commands } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import { type Beginning, foreign, type Outside, refuse, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import { addBankAccount, updateBankAccount, verifyBankAccount } from '../bank-accounts/bank-accounts.ts';
import { CARD_NETWORK, type AuthorizationAnswer, type CardNetwork } from '../card-network/card-network.ts';
import { declineError } from '../card-network/decline-codes.ts';
import { updateCard } from '../cards/cards.ts';
import {
  countAttached,
  type Verification,
  verificationOf,
  verify,
} from '../payment-methods/payment-methods.attach.ts';
import { requireRoom } from '../payment-methods/payment-method.use.ts';
import { tokens } from '../tokens/token.entity.ts';
import { findToken, type TokenCard, useToken } from '../tokens/tokens.ts';
import { notASource, requireUpdatable } from './customer-source.ts';
import { customerSources } from './customer-source.entity.ts';
import { type CustomerSource, loadSource, nextSource, ownerOf, removeSource } from './customer-sources.ts';
import { addVerifiedCard } from './customer-sources.add.ts';

/** The card of a token on its way to a customer, while its bank is asked. */
interface Adding {
  customer: string;
  found: TokenCard;
  verification: Verification;
  /** The customer has no default source, and this is to be it. */
  is_first: boolean;
}

/** A source while billing makes it, or another in its place, the customer's default. */
interface Replacing {
  customer: string;
  source: Pick<CustomerSource, 'id' | 'object'>;
}

/**
 * A customer's cards and bank accounts. Which of them is the default is billing's to keep: when the first is added, or the
 * default is removed, billing is told to replace it, and the request is answered when that is there to be read.
 */
@Injectable()
export class CustomerSourcesService {
  private readonly adding: Beginning<Adding, Stripe.CustomerSource>;
  private readonly promoting: Beginning<Replacing, Stripe.CustomerSource>;
  private readonly removing: Beginning<Replacing, Stripe.DeletedCustomerSource>;

  constructor(@Inject(CARD_NETWORK) network: CardNetwork, steps: Steps) {
    this.adding = steps.define('add_customer_source', {
      call: ({ verification }: Adding, attempt_id) => verify(network, verification, attempt_id),
      onOutcome: async ({ customer, found, is_first }: Adding, answer: AuthorizationAnswer) => {
        if (answer.kind === 'declined') refuse(declineError(answer.decline));
        const card = await addVerifiedCard(found, customer, answer);
        return is_first ? this.promote(card) : card;
      },
    });
    this.promoting = steps.define('promote_customer_source', {
      onOutcome: ({ customer, source }: Replacing) => loadSource(customer, source.id),
    });
    this.removing = steps.define('remove_customer_source', {
      onOutcome: ({ source }: Replacing) => removeSource(source),
    });
  }

  async create(customer: string, { source: id }: Stripe.CustomerCreateSourceParams) {
    const { default_source } = foreign('customer', customer);
    if (id.startsWith('pm_')) throw notASource();
    const found = await findToken(id);
    if (found === null) throw errors.resourceMissing('token', id, 'source');
    const is_first = default_source === null;
    if (found.kind === 'bank_account') {
      await useToken(found.token);
      const account = await addBankAccount(found, customer);
      return is_first ? this.promote(account) : account;
    }
    requireRoom(customer, await countAttached(customer));
    const { address_line1: line1, address_zip: postal_code } = found.card;
    const verification = verificationOf(found, { line1, postal_code });
    const owner = found.token === null ? null : { resource: tokens, id: found.token };
    return this.adding.begin(owner, { customer, found, verification, is_first });
  }

  async retrieve(customer: string, id: string) {
    foreign('customer', customer);
    return loadSource(customer, id);
  }

  async list(customer: string, { object, ...page }: Stripe.CustomerListSourcesParams) {
    foreign('customer', customer);
    return customerSources.list(page, { customer, object }, `/v1/customers/${customer}/sources`);
  }

  async update(customer: string, id: string, params: Stripe.CustomerUpdateSourceParams) {
    foreign('customer', customer);
    const { object } = await loadSource(customer, id);
    requireUpdatable(object, params);
    return object === 'card' ? updateCard(id, params) : updateBankAccount(id, params);
  }

  async verify(customer: string, id: string, params: Stripe.CustomerVerifySourceParams) {
    foreign('customer', customer);
    const { object } = await loadSource(customer, id);
    if (object !== 'bank_account') {
      throw errors.invalid('Only bank accounts can be verified by amounts.', { param: 'id' });
    }
    return verifyBankAccount(id, params);
  }

  /** Where it is the default, another takes its place before it goes. */
  async delete(customer: string, id: string) {
    const { default_source } = foreign('customer', customer);
    const { object } = await loadSource(customer, id);
    const source = { id, object };
    if (default_source !== id) return removeSource(source);
    const by = await nextSource(customer, id);
    const outside = this.removing.begin(ownerOf(source), { customer, source });
    sendReplace(outside.attempt_id, { customer, source: id, by });
    return outside;
  }

  private promote(source: CustomerSource): Outside<Stripe.CustomerSource> {
    const { id, object } = source;
    const customer = source.customer!;
    const outside = this.promoting.begin(ownerOf(source), { customer, source: { id, object } });
    sendReplace(outside.attempt_id, { customer, source: null, by: id });
    return outside;
  }
}

function sendReplace(id: string, payload: Commands['replace_default_source']['payload']): void {
  sendCommand({ to: 'billing', name: 'replace_default_source', id, key: payload.customer, payload });
}
