import { Injectable } from '@nestjs/common';
import { type JsonObject, MINUTE } from '@pinstripe/kernel';
import { isTombstone, now, setTimer, Timer } from '@pinstripe/service';
import { DISCOUNT_END, endDiscount } from '../discounts/discounts.ts';
import { withoutDefault } from './customer.ts';
import { customers } from './customer.entity.ts';

/** Timers of this kind remove a default that was set while it was being taken away from its customer. */
const REMOVE_DEFAULT_LATE = 'customer_remove_default_late';

/** When whatever was asked before the removal has ended, and so have the attempts that a crash left behind. */
const LATE = 10 * MINUTE;

/** Sees to it that a source or payment method is no default of the customer any more. */
export async function removeDefault(customer: string, id: string): Promise<void> {
  const current = await customers.peek(customer);
  if (current === null || isTombstone(current) || withoutDefault(current, id) === current) return;
  const found = await customers.find(customer);
  if (found !== null && !isTombstone(found)) customers.save(withoutDefault(found, id), 'customer.updated');
}

/** Does so once more, for requests that still took it for the customer's, and for customers yet to be made. */
export async function removeDefaultLate(customer: string, id: string): Promise<void> {
  await setTimer(REMOVE_DEFAULT_LATE, id, now() + LATE, { customer, id });
}

@Injectable()
export class CustomersWorker {
  @Timer(REMOVE_DEFAULT_LATE)
  async removeDefaultLate({ customer, id }: JsonObject) {
    await removeDefault(customer as string, id as string);
  }

  /** The discount may have been replaced or removed since: only the one that was meant ends. */
  @Timer(DISCOUNT_END)
  async endDiscount({ customer: id, discount }: JsonObject) {
    const customer = await customers.find(id as string);
    const ending = customer?.discount ?? null;
    if (customer !== null && ending !== null && ending.id === discount) await endDiscount(customer, ending);
  }
}
