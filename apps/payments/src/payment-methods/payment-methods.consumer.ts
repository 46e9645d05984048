import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type Stripe from 'stripe';
import { noteDeleted } from '../deleted-customers/deleted-customers.ts';
import { detachAll, detachLate } from './payment-methods.worker.ts';

@Controller()
export class PaymentMethodsConsumer {
  @EventPattern('customer.deleted')
  async onCustomerDeleted({ data }: Stripe.CustomerDeletedEvent) {
    await noteDeleted(data.object.id);
    await detachAll(data.object.id);
    await detachLate(data.object.id);
  }
}
