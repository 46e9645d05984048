import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@pinstripe/kernel';
import { Timer } from '@pinstripe/service';
import { DISCOUNT_END, endDiscount } from '../discounts/discounts.ts';
import { customers } from './customer.entity.ts';

@Injectable()
export class CustomersWorker {
  /** The discount may have been replaced or removed since: only the one that was meant ends. */
  @Timer(DISCOUNT_END)
  async endDiscount({ customer: id, discount }: JsonObject) {
    const customer = await customers.find(id as string);
    const ending = customer?.discount ?? null;
    if (customer !== null && ending !== null && ending.id === discount) await endDiscount(customer, ending);
  }
}
