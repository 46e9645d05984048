import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { isTombstone } from '@pinstripe/service';
import type Stripe from 'stripe';
import { type Customer, withDefaultPaymentMethod, withDefaultSource } from './customer.ts';
import { customers } from './customer.entity.ts';

/** What payments has taken away from a customer is no longer its default. */
@Controller()
export class CustomersConsumer {
  @EventPattern('customer.source.deleted')
  async onSourceDeleted({ data }: Stripe.CustomerSourceDeletedEvent) {
    const { id, customer } = data.object as Stripe.Card;
    await changeIf(customer as string, (found) =>
      found.default_source === id ? withDefaultSource(found, null) : null,
    );
  }

  @EventPattern('payment_method.detached')
  async onPaymentMethodDetached({ data }: Stripe.PaymentMethodDetachedEvent) {
    const customer = data.previous_attributes?.customer;
    await changeIf(customer as string, (found) =>
      found.invoice_settings.default_payment_method === data.object.id
        ? withDefaultPaymentMethod(found, null)
        : null,
    );
  }
}

/** Saves what `change` makes of the customer, if there is one and `change` applies to it. */
async function changeIf(id: string, change: (customer: Customer) => Customer | null): Promise<void> {
  const current = await customers.peek(id);
  if (current === null || isTombstone(current) || change(current) === null) return;
  const changed = change(await customers.load(id));
  if (changed !== null) customers.save(changed, 'customer.updated');
}
