import { Controller, Inject } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type CommandMessage, refused, reply } from '@pinstripe/bus';
import type { Commands } from '@pinstripe/contract';
import { errors, StripeError } from '@pinstripe/kernel';
import { type Beginning, type Outside, Steps } from '@pinstripe/service';
import { addBankAccount } from '../bank-accounts/bank-accounts.ts';
import { CARD_NETWORK, type AuthorizationAnswer, type CardNetwork } from '../card-network/card-network.ts';
import {
  type Attaching,
  attachVerified,
  countAttached,
  prepareAttachment,
  type Verification,
  verificationOf,
  verify,
} from '../payment-methods/payment-methods.attach.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { requireRoom } from '../payment-methods/payment-method.use.ts';
import { resolvePaymentMethod } from '../payment-methods/payment-methods.use.ts';
import { tokens } from '../tokens/token.entity.ts';
import { findToken, type TokenBankAccount, type TokenCard, useToken } from '../tokens/tokens.ts';
import { notASource } from './customer-source.ts';
import { addVerifiedCard } from './customer-sources.add.ts';
import { findSource, removeSource } from './customer-sources.ts';

type Command = CommandMessage<'attach_to_customer'>;
type Outcome = Commands['attach_to_customer']['outcome'];

/** The command's payment method, while its bank is asked. */
interface AttachingPaymentMethod extends Attaching {
  command: Command;
}

/** The card of the command's token, while its bank is asked. */
interface AddingCard {
  command: Command;
  found: TokenCard;
  verification: Verification;
}

/**
 * Does what billing asks for when a customer is created or updated with a source or a payment method. A card's bank is
 * asked first; the reply is written with what it tells of.
 */
@Controller()
export class CustomerSourcesConsumer {
  private readonly adding: Beginning<AddingCard, Outcome>;
  private readonly attaching: Beginning<AttachingPaymentMethod, Outcome>;

  constructor(@Inject(CARD_NETWORK) network: CardNetwork, steps: Steps) {
    const call = ({ verification }: { verification: Verification }, attempt_id: string) =>
      verify(network, verification, attempt_id);
    this.adding = steps.define('add_source_to_customer', {
      call,
      onOutcome: (adding: AddingCard, answer: AuthorizationAnswer) =>
        answered(adding.command, async () => {
          const { customer, replaces } = adding.command.payload;
          const { id } = await addVerifiedCard(adding.found, customer, answer);
          await removeReplaced(customer, replaces);
          return id;
        }),
    });
    this.attaching = steps.define('attach_payment_method_to_customer', {
      call,
      onOutcome: (attaching: AttachingPaymentMethod, answer: AuthorizationAnswer) =>
        answered(attaching.command, async () => (await attachVerified(attaching, answer)).id),
    });
  }

  @EventPattern('command.attach_to_customer')
  onAttachToCustomer(command: Command) {
    return command.payload.kind === 'source' ? this.addSource(command) : this.attach(command);
  }

  private async addSource(command: Command): Promise<Outside<Outcome> | Outcome> {
    const { id, customer } = command.payload;
    if (id.startsWith('pm_')) throw notASource();
    const found = await findToken(id);
    if (found === null) throw errors.resourceMissing('token', id, 'source');
    if (found.kind === 'bank_account') return addAccount(command, found);
    requireRoom(customer, await countAttached(customer));
    const { address_line1: line1, address_zip: postal_code } = found.card;
    const verification = verificationOf(found, { line1, postal_code });
    const owner = found.token === null ? null : { resource: tokens, id: found.token };
    return this.adding.begin(owner, { command, found, verification });
  }

  private async attach(command: Command) {
    const { id, customer } = command.payload;
    const method = await resolvePaymentMethod(id, 'payment_method');
    const attaching = await prepareAttachment(method, customer);
    return this.attaching.begin({ resource: paymentMethods, id: method.id }, { command, ...attaching });
  }
}

/** Adds the bank account to the customer's sources, in place of the source that it replaces; nobody has to be asked. */
async function addAccount(command: Command, found: TokenBankAccount): Promise<Outcome> {
  const { customer, replaces } = command.payload;
  await useToken(found.token);
  const { id } = await addBankAccount(found, customer);
  await removeReplaced(customer, replaces);
  const outcome = { attached: { id } };
  reply(command, outcome);
  return outcome;
}

async function removeReplaced(customer: string, id: string | null): Promise<void> {
  const replaced = id === null ? null : await findSource(id);
  if (replaced !== null && replaced.customer === customer) await removeSource(replaced);
}

/** Replies with what came of an attempt: what `attach` throws of the API's errors is an answer too. */
async function answered(command: Command, attach: () => Promise<string>): Promise<Outcome> {
  const outcome = await attach().then(
    (id): Outcome => ({ attached: { id } }),
    (error: unknown): Outcome => {
      if (!(error instanceof StripeError) || error.status === 429) throw error;
      return refused(error);
    },
  );
  reply(command, outcome);
  return outcome;
}
