import { timestamp } from '@pinstripe/kernel';
import type { Runtime } from '@pinstripe/service';

/**
 * Folding keeps a balance cheap to read: sums take the place of lines, and days that have come become one. It changes no
 * balance at any moment. It folds only transactions that no running one can still precede, since what commits behind
 * `folded_through` would never be counted: while a transaction stays open, whatever came after it is read line by line.
 *
 * Of several replicas, one at a time folds; the row of `ledger_folding` is its lock, and is only taken when there is
 * something to do. `limit` cuts between transactions, never within one. Its bounds are scalar subqueries: from a join the
 * planner, which knows nothing of new tables, begins with all lines there ever were.
 */
const FOLD = `
  with mark as materialized (
    select folded_through from ledger_folding f
    where exists (
        select from ledger_lines l where l.available_on is not null
          and l.xid > f.folded_through and l.xid < pg_snapshot_xmin(pg_current_snapshot())
      )
      or exists (select from ledger_sums where available_on > 0 and available_on <= $2)
    for update skip locked
  ),
  last as materialized (
    select xid from (
      select xid from ledger_lines where available_on is not null
        and xid > (select folded_through from mark) and xid < pg_snapshot_xmin(pg_current_snapshot())
      order by xid limit $1
    ) first order by xid desc limit 1
  ),
  settled as materialized (
    select * from ledger_lines where available_on is not null
      and xid > (select folded_through from mark) and xid <= (select xid from last)
  ),
  matured as (
    delete from ledger_sums where exists (select from mark) and ctid = any (array(
      select ctid from ledger_sums where available_on > 0 and available_on <= $2 order by available_on limit $1
    ))
    returning *
  ),
  folded as (
    insert into ledger_sums as s (account, livemode, name, source_type, currency, available_on, amount)
    select account, livemode, name, source_type, currency, day, sum(amount)
    from (
      select account, livemode, name, source_type, currency, amount,
        case when available_on <= $2 then 0 else available_on end as day
      from settled
      union all
      select account, livemode, name, source_type, currency, amount, 0 from matured
    ) movements
    group by account, livemode, name, source_type, currency, day
    on conflict (account, livemode, name, source_type, currency, available_on)
    do update set amount = s.amount + excluded.amount
  ),
  advanced as (update ledger_folding set folded_through = last.xid from last)
  select ((select count(*) from settled) + (select count(*) from matured))::integer as folded`;

// A dump restored elsewhere brings along the numbers of transactions that are yet to come there. The journal is all
// there, so folding starts anew.
const RESTART = `
  with restarted as (
    update ledger_folding set folded_through = '0'
    where folded_through >= pg_snapshot_xmax(pg_current_snapshot()) returning folded_through
  )
  delete from ledger_sums using restarted`;

/** Folds about `limit` lines and days; answers how many. Fewer than `limit`: it has caught up. */
export async function foldBalances(runtime: Runtime, limit: number): Promise<number> {
  await runtime.database.query({ name: 'ledger_restart', text: RESTART });
  const [row] = await runtime.database.query<{ folded: number }>({
    name: 'ledger_fold',
    text: FOLD,
    values: [limit, timestamp(runtime.clock)],
  });
  return row!.folded;
}
