import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type Stripe from 'stripe';
import { removeDefault, removeDefaultLate } from './customers.worker.ts';

/** What payments has taken away from a customer is no longer its default. */
@Controller()
export class CustomersConsumer {
  @EventPattern('customer.source.deleted')
  async onSourceDeleted({ data }: Stripe.CustomerSourceDeletedEvent) {
    const { id, customer } = data.object as Stripe.Card;
    await removeDefault(customer as string, id);
    await removeDefaultLate(customer as string, id);
  }

  @EventPattern('payment_method.detached')
  async onPaymentMethodDetached({ data }: Stripe.PaymentMethodDetachedEvent) {
    const customer = data.previous_attributes?.customer;
    await removeDefault(customer as string, data.object.id);
    await removeDefaultLate(customer as string, data.object.id);
  }
}
