import { timestamp } from '@pinstripe/kernel';
import { scope } from '@pinstripe/service';
import type { SourceType } from './entry.ts';

/** What an account has in one currency from one kind of source, in minor units. */
export interface Balance {
  currency: string;
  source_type: SourceType;
  /** Below zero after a refund or a dispute that it did not cover. */
  available: number;
  pending: number;
}

/**
 * What `account` has by now, one row for each currency and source type that was ever moved (API reference, "The Balance
 * object"). It shows what is committed: not what this unit has posted.
 * @throws RangeError when a sum is too large to be a number exactly.
 */
export async function balance(account: string, livemode: boolean, name = 'balance'): Promise<Balance[]> {
  const { runtime } = scope();
  const balances = await runtime.database.query<Balance>({
    name: 'ledger_balance',
    text: `
      select currency, source_type,
        coalesce(sum(amount) filter (where available_on <= $4), 0)::bigint as available,
        coalesce(sum(amount) filter (where available_on > $4), 0)::bigint as pending
      from (
        select currency, source_type, available_on, amount from ledger_credits
        where account = $1 and livemode = $2 and name = $3
        union all
        select currency, source_type, 0, -debits from ledger_accounts
        where account = $1 and livemode = $2 and name = $3
      ) movements
      group by currency, source_type
      order by currency, source_type`,
    values: [account, livemode, name, timestamp(runtime.clock)],
  });
  for (const { available, pending, currency } of balances) {
    if (!Number.isSafeInteger(available) || !Number.isSafeInteger(pending)) {
      throw new RangeError(`the ${currency} balance of ${account} is too large to be told exactly`);
    }
  }
  return balances;
}
