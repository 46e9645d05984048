import { context, scope } from '@pinstripe/service';
import type { Charge } from '../charges/charge.ts';
import type { PaymentMethod } from '../payment-methods/payment-method.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { blockAfter, blocked, isBlocked, isUnauthorized } from './bank-account-block.ts';

/** A debit was returned, or disputed, for `reason`: the account may be blocked, in all payment methods that are kept of it. */
export async function noteReturn({ payment_method, ...charge }: Charge, reason: string): Promise<void> {
  if (charge.payment_method_details?.type !== 'us_bank_account') return;
  const method = await paymentMethods.load(payment_method!);
  if (isUnauthorized(reason)) countUnauthorized(method);
  const kept = await keptOf(method);
  const unauthorized = kept
    .filter(({ customer }) => customer === method.customer)
    .reduce((sum, { id }) => sum + (paymentMethods.privateOf(id)!.unauthorized ?? 0), 0);
  const block = blockAfter(reason, unauthorized);
  if (block === null) return;
  for (const each of kept.filter((other) => !isBlocked(other))) {
    const events = each.customer === null ? [] : ['payment_method.automatically_updated' as const];
    paymentMethods.save(blocked(each, block), ...events);
  }
}

function countUnauthorized({ id }: PaymentMethod): void {
  const { unauthorized = 0, ...hidden } = paymentMethods.privateOf(id)!;
  paymentMethods.setPrivate(id, { ...hidden, unauthorized: unauthorized + 1 });
}

/** This payment method, and the customers' others of the same account, as long as they are not blocked; all loaded. */
async function keptOf(method: PaymentMethod): Promise<PaymentMethod[]> {
  const { account, livemode } = context();
  const rows = await scope().runtime.database.query<{ id: string }>({
    name: 'kept_of_us_bank_account',
    text:
      "select id from payment_methods where account = $1 and livemode = $2 and document #>> '{us_bank_account,fingerprint}' = $3 " +
      "and customer is not null and id <> $4 and document #> '{us_bank_account,status_details,blocked}' is null order by sort_id",
    values: [account, livemode, method.us_bank_account!.fingerprint, method.id],
  });
  const others = await Promise.all(rows.map(({ id }) => paymentMethods.load(id)));
  return [method, ...others];
}
