import { sendCommand } from '@pinstripe/bus';
import type { Document } from '@pinstripe/contract';
import { context } from '@pinstripe/service';
import type Stripe from 'stripe';
import { type CashBalance, create, isHeld, open } from './cash-balance.ts';
import { cashBalances } from './cash-balance.entity.ts';

/** The customer's cash balance, not relied on; a blank one if there is none. */
export async function peekCashBalance(customer: string): Promise<CashBalance> {
  return (await cashBalances.peek(customer)) ?? create(cashBalances.identity(), customer);
}

/** The customer's cash balance, relied on; it is made if there is none. */
export async function loadCashBalance(customer: string): Promise<CashBalance> {
  const found = await cashBalances.find(customer);
  return found ?? cashBalances.insert(create(cashBalances.identity(), customer));
}

/**
 * The customer's cash balance, relied on, with a balance in `currency`. From the first one on billing is told to keep the customer:
 * whose money is held cannot be deleted.
 */
export async function openCashBalance(
  { id, email }: Pick<Document<Stripe.Customer>, 'email' | 'id'>,
  currency: string,
): Promise<CashBalance> {
  const balance = await loadCashBalance(id);
  if (currency in balance.available && balance.email === email) return balance;
  if (!isHeld(balance)) {
    sendCommand({
      to: 'billing',
      name: 'keep_customer',
      id: `keep_${context().account}_${id}`,
      key: id,
      payload: { customer: id },
    });
  }
  return cashBalances.save(open(balance, currency, email));
}
