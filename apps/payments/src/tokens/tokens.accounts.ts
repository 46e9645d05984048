import { errors } from '@pinstripe/kernel';
import { foreign } from '@pinstripe/service';
import { type KnownBankAccount, takeBankAccount } from '../bank-accounts/bank-accounts.ts';
import { paymentMethods } from '../payment-methods/payment-method.entity.ts';
import { requireUsable } from '../payment-methods/payment-method.use.ts';
import { resolvePaymentMethod } from '../payment-methods/payment-methods.use.ts';
import { openBankAccount } from '../vault/vaulted-card.entity.ts';

const PARAM = 'bank_account[payment_method]';

/**
 * The account of a payment method, as the token `used_by` has it: a copy, which is as verified as the payment method is. One that is
 * nobody's is used up by it (API reference, "Create a bank account token").
 * @throws resource_missing, and when it is another customer's, the account's own, or no account in the US
 */
export async function takeAccountOf(
  { payment_method, customer }: { payment_method: string; customer: string | null },
  used_by: string,
): Promise<KnownBankAccount> {
  if (customer !== null) foreign('customer', customer, 'customer');
  const method = await resolvePaymentMethod(payment_method, PARAM);
  const { billing_details, id, us_bank_account: shown } = method;
  if (shown === undefined) {
    throw errors.invalid(`A token is made of the type us_bank_account, and not of ${method.type}.`, {
      param: PARAM,
    });
  }
  const hidden = paymentMethods.privateOf(id)!;
  requireUsable(method, hidden, { id: used_by, customer });
  if (method.customer === null) paymentMethods.setPrivate(id, { ...hidden, used_by });
  const { account_number, routing_number } = await openBankAccount(hidden.vault!);
  const { bank_account, vault } = takeBankAccount({
    account_number,
    country: 'US',
    ...(routing_number === null ? {} : { routing_number }),
    ...(billing_details.name === null ? {} : { account_holder_name: billing_details.name }),
    ...(shown.account_holder_type === null ? {} : { account_holder_type: shown.account_holder_type }),
    ...(shown.account_type === null ? {} : { account_type: shown.account_type }),
  });
  return { bank_account: { ...bank_account, status: hidden.verified ? 'verified' : 'new' }, vault };
}
