import { Controller, Inject } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type CommandMessage, refused, reply } from '@pinstripe/bus';
import type { Commands } from '@pinstripe/contract';
import { errors, StripeError } from '@pinstripe/kernel';
import { type Beginning, Steps } from '@pinstripe/service';
import { CARD_NETWORK, type AuthorizationAnswer, type CardNetwork } from '../card-network/card-network.ts';
import {
  type Attaching,
  attachVerified,
  countAttached,
  prepareAttachment,
  requireGood,
  type Verification,
  verificationOf,
  verify,
} from '../payment-methods/payment-methods.attach.ts';
import { withChecks } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { requireRoom } from '../payment-methods/payment-method.use.ts';
import { resolvePaymentMethod } from '../payment-methods/payment-methods.use.ts';
import { tokens } from '../tokens/token.entity.ts';
import { findTokenCard, type TokenCard, useToken } from '../tokens/tokens.ts';
import { attach } from './card.ts';
import { cards } from './card.entity.ts';
import { addCard, removeCard } from './cards.ts';

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
 * Does what billing asks for when a customer is created or updated with a source or a payment method. The card's bank is
 * asked first; the reply is written with what it tells of.
 */
@Controller()
export class CardsConsumer {
  private readonly adding: Beginning<AddingCard, Outcome>;
  private readonly attaching: Beginning<AttachingPaymentMethod, Outcome>;

  constructor(@Inject(CARD_NETWORK) network: CardNetwork, steps: Steps) {
    const call = ({ verification }: { verification: Verification }, attempt_id: string) =>
      verify(network, verification, attempt_id);
    this.adding = steps.define('add_source_to_customer', {
      call,
      onOutcome: (adding: AddingCard, answer: AuthorizationAnswer) =>
        answered(adding.command, () => addVerified(adding, answer)),
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

  private async addSource(command: Command) {
    const { id, customer } = command.payload;
    if (id.startsWith('pm_')) throw notASource();
    const found = await findTokenCard(id);
    if (found === null) throw errors.resourceMissing('token', id, 'source');
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

/** Adds the card to the customer's sources, in place of the one that it replaces; answers its id. */
async function addVerified({ command, found }: AddingCard, answer: AuthorizationAnswer): Promise<string> {
  const { customer, replaces } = command.payload;
  const details = withChecks(found.details, requireGood(answer));
  const card = attach(found.card, details, customer);
  await useToken(found.token);
  addCard(card, { vault: found.vault, details });
  const replaced = replaces === null ? null : await cards.find(replaces);
  if (replaced !== null && replaced.customer === customer) await removeCard(replaced.id);
  return card.id;
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

function notASource() {
  return errors.invalid(
    'You cannot use a PaymentMethod as a source for Customers. Instead, use the PaymentMethods API to Attach a Customer ' +
      'to a PaymentMethod. See https://stripe.com/docs/api/payment_methods/attach',
    { param: 'source' },
  );
}
