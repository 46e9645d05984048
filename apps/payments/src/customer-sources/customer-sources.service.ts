import { Inject, Injectable } from '@nestjs/common';
import { sendCommand } from '@pinstripe/bus';
import type { Commands, CustomerSourceCreateParams } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import { type Beginning, foreign, type Outside, refuse, Steps } from '@pinstripe/service';
import type Stripe from 'stripe';
import { updateBankAccount, verifyBankAccount } from '../bank-accounts/bank-accounts.ts';
import { CARD_NETWORK, type AuthorizationAnswer, type CardNetwork } from '../card-network/card-network.ts';
import { declineError } from '../card-network/decline-codes.ts';
import { updateCard } from '../cards/cards.ts';
import { type Verification, verify } from '../payment-methods/payment-methods.attach.ts';
import { sources } from '../sources/source.entity.ts';
import { updateSource } from '../sources/sources.ts';
import { requireUpdatable } from './customer-source.ts';
import { customerSources } from './customer-source.entity.ts';
import {
  type Addable,
  addUnasked,
  addUnverified,
  addVerified,
  findAddable,
  isUnasked,
  prepareAddition,
} from './customer-sources.add.ts';
import { type CustomerSource, loadSource, nextSource, ownerOf, removeSource } from './customer-sources.ts';

/** What is on its way to a customer, while its bank is asked. */
interface Adding {
  customer: string;
  addable: Addable;
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
 * A customer's cards, bank accounts and sources. Which of them is the default is billing's to keep: when the first is added, or the
 * default is removed, billing is told to replace it, and the request is answered when that is there to be read.
 */
@Injectable()
export class CustomerSourcesService {
  private readonly adding: Beginning<Adding, Stripe.CustomerSource>;
  private readonly promoting: Beginning<Replacing, Stripe.CustomerSource>;
  private readonly removing: Beginning<Replacing, Stripe.CustomerSource | Stripe.DeletedCustomerSource>;

  constructor(@Inject(CARD_NETWORK) network: CardNetwork, steps: Steps) {
    this.adding = steps.define('add_customer_source', {
      call: ({ verification }: Adding, attempt_id) => verify(network, verification, attempt_id),
      onOutcome: async ({ addable, customer, is_first }: Adding, answer: AuthorizationAnswer) => {
        if (answer.kind === 'declined') refuse(declineError(answer.decline));
        const source = await addVerified(addable, customer, answer);
        return is_first ? this.promote(source) : source;
      },
    });
    this.promoting = steps.define('promote_customer_source', {
      onOutcome: ({ customer, source }: Replacing) => loadSource(customer, source.id),
    });
    this.removing = steps.define('remove_customer_source', {
      onOutcome: ({ source }: Replacing) => removeSource(source),
    });
  }

  /** A card's bank is asked, unless the client does not want its card to be validated. */
  async create(customer: string, params: CustomerSourceCreateParams) {
    const { default_source } = foreign('customer', customer);
    const addable = await findAddable(params.source, params.metadata);
    const is_first = default_source === null;
    if (isUnasked(addable) || params.validate === false) {
      const source = await (isUnasked(addable)
        ? addUnasked(addable, customer)
        : addUnverified(addable, customer));
      return is_first ? this.promote(source) : source;
    }
    const { owner, verification } = await prepareAddition(addable, customer);
    return this.adding.begin(owner, { addable, customer, verification, is_first });
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
    switch (object) {
      case 'bank_account':
        return updateBankAccount(id, params);
      case 'card':
        return updateCard(id, params);
      case 'source':
        return updateSource(await sources.load(id), params);
    }
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
