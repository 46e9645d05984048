import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type CommandMessage, reply } from '@pinstripe/bus';
import type Stripe from 'stripe';
import { keepCustomer, replaceDefaultSource } from './customers.service.ts';
import { removeDefault, removeDefaultLate } from './customers.worker.ts';

/** What payments adds to a customer may become its default, and what it takes away is no longer its default. */
@Controller()
export class CustomersConsumer {
  @EventPattern('customer.source.deleted')
  async onSourceDeleted({ data }: Stripe.CustomerSourceDeletedEvent) {
    const { id, customer } = data.object as Stripe.BankAccount | Stripe.Card | Stripe.Source;
    await removeDefault(customer as string, id);
    await removeDefaultLate(customer as string, id);
  }

  @EventPattern('command.replace_default_source')
  async onReplaceDefaultSource(command: CommandMessage<'replace_default_source'>) {
    const { customer, source, by } = command.payload;
    reply(command, { default_source: await replaceDefaultSource(customer, source, by) });
  }

  @EventPattern('command.keep_customer')
  async onKeepCustomer(command: CommandMessage<'keep_customer'>) {
    reply(command, { kept: await keepCustomer(command.payload.customer) });
  }

  @EventPattern('payment_method.detached')
  async onPaymentMethodDetached({ data }: Stripe.PaymentMethodDetachedEvent) {
    const customer = data.previous_attributes?.customer;
    await removeDefault(customer as string, data.object.id);
    await removeDefaultLate(customer as string, data.object.id);
  }
}
