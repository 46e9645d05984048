import { Controller, Inject } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type CommandMessage, refused, reply } from '@pinstripe/bus';
import type { Commands } from '@pinstripe/contract';
import { StripeError } from '@pinstripe/kernel';
import { type Beginning, type Outside, Steps } from '@pinstripe/service';
import { CARD_NETWORK, type AuthorizationAnswer, type CardNetwork } from '../card-network/card-network.ts';
import {
  type Attaching,
  attachVerified,
  prepareAttachment,
  type Verification,
  verify,
} from '../payment-methods/payment-methods.attach.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { resolvePaymentMethod } from '../payment-methods/payment-methods.use.ts';
import {
  type Addable,
  addUnasked,
  addVerified,
  findAddable,
  isUnasked,
  prepareAddition,
  type Unasked,
} from './customer-sources.add.ts';
import { findSource, removeSource } from './customer-sources.ts';

type Command = CommandMessage<'attach_to_customer'>;
type Outcome = Commands['attach_to_customer']['outcome'];

/** The command's payment method, while its bank is asked. */
interface AttachingPaymentMethod extends Attaching {
  command: Command;
}

/** What the command names, while its bank is asked. */
interface Adding {
  command: Command;
  addable: Addable;
  verification: Verification;
}

/**
 * Does what billing asks for when a customer is created or updated with a source or a payment method. A card's bank is
 * asked first; the reply is written with what it tells of.
 */
@Controller()
export class CustomerSourcesConsumer {
  private readonly adding: Beginning<Adding, Outcome>;
  private readonly attaching: Beginning<AttachingPaymentMethod, Outcome>;

  constructor(@Inject(CARD_NETWORK) network: CardNetwork, steps: Steps) {
    const call = ({ verification }: { verification: Verification }, attempt_id: string) =>
      verify(network, verification, attempt_id);
    this.adding = steps.define('add_source_to_customer', {
      call,
      onOutcome: (adding: Adding, answer: AuthorizationAnswer) =>
        answered(adding.command, async () => {
          const { customer, replaces } = adding.command.payload;
          const { id } = await addVerified(adding.addable, customer, answer);
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
    const addable = await findAddable(id);
    if (isUnasked(addable)) return addAtOnce(command, addable);
    const { owner, verification } = await prepareAddition(addable, customer);
    return this.adding.begin(owner, { command, addable, verification });
  }

  private async attach(command: Command) {
    const { id, customer } = command.payload;
    const method = await resolvePaymentMethod(id, 'payment_method');
    const attaching = await prepareAttachment(method, customer);
    return this.attaching.begin({ resource: paymentMethods, id: method.id }, { command, ...attaching });
  }
}

/** Adds it to the customer's sources, in place of the source that it replaces; nobody has to be asked. */
async function addAtOnce(command: Command, found: Unasked): Promise<Outcome> {
  const { customer, replaces } = command.payload;
  const { id } = await addUnasked(found, customer);
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
