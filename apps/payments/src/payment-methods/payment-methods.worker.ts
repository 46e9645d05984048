import { Injectable } from '@nestjs/common';
import { type JsonObject, MINUTE } from '@pinstripe/kernel';
import { now, setTimer, Timer } from '@pinstripe/service';
import { removeBankAccounts } from '../customer-sources/customer-sources.ts';
import { sources } from '../sources/source.entity.ts';
import { detachSource } from '../sources/sources.ts';
import { paymentMethods } from './payment-method.entity.ts';
import { detachPaymentMethod } from './payment-methods.attach.ts';

/** Timers of this kind detach what was attached to a customer while the customer was being deleted. */
const DETACH_LATE = 'payment_methods_detach_late';

/** When whatever was asked before the deletion has ended, and so have the attempts that a crash left behind. */
const LATE = 10 * MINUTE;

/** Takes all payment methods, bank accounts and sources away from a customer, its cards among them. */
export async function detachAll(customer: string): Promise<void> {
  const methods = (await paymentMethods.all({ customer })).map(({ id }) => id);
  const others = (await sources.all({ customer })).filter(({ id }) => !methods.includes(id));
  await removeBankAccounts(customer);
  for (const { id } of others) await detachSource(id);
  for (const id of methods.filter((method) => !method.startsWith('ba_'))) {
    await detachPaymentMethod(await paymentMethods.load(id));
  }
}

/** Does so once more, for requests that still took the customer for alive. */
export async function detachLate(customer: string): Promise<void> {
  await setTimer(DETACH_LATE, customer, now() + LATE, { customer });
}

@Injectable()
export class PaymentMethodsWorker {
  @Timer(DETACH_LATE)
  async detachLate({ customer }: JsonObject) {
    await detachAll(customer as string);
  }
}
