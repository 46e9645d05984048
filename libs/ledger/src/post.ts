import { errors, mintId, mintSortId, type Timestamp, timestamp } from '@pinstripe/kernel';
import { type Runtime, scope, type Unit } from '@pinstripe/service';
import { type Entry, type Line, requireBalanced } from './entry.ts';
import { LEDGER_DEBITS, LEDGER_ENTRIES, LEDGER_LINES } from './tables.ts';

/**
 * Posting to the journal (docs/principles.md, "The ledger"). An entry commits with what it is about, whole or not at
 * all. A credit waits for nobody; neither does a debit of money that is still pending, which is bounded by the object
 * that it is about. What lowers the available balance takes its turn on the balance's row: it sees every debit before
 * it, and unless it `may_overdraw` it commits only if what has become available covers it. What its own unit credits
 * covers nothing yet.
 */

/** A balance as `ledger_accounts` names it. */
interface Owned {
  account: string;
  livemode: boolean;
  name: string;
  source_type: string;
  currency: string;
}

/** What an entry takes out of one balance, at once. */
interface Debit {
  from: Owned;
  amount: bigint;
  may_overdraw: boolean;
}

/**
 * Posts `entry` to the journal, with the current unit.
 * @throws balance_insufficient when a debit that may not overdraw is not covered; nothing of the entry is posted then.
 * @throws Error when the entry is not balanced.
 */
export async function post(entry: Entry): Promise<void> {
  requireBalanced(entry);
  const { runtime, context, unit } = scope();
  const now = timestamp(runtime.clock);
  const id = mintId('le', mintSortId(runtime.clock.millis()));
  const { livemode, now: created } = context;
  const debits = new Map<string, Debit>();
  const rows = entry.lines.map((line) => {
    const { account = context.account, name, source_type = null, currency, amount } = line;
    const available_on = countsFrom(line, now);
    if (source_type !== null && available_on === null) {
      const from = { account, livemode, name, source_type, currency };
      const debit = debits.get(keyOf(from)) ?? { from, amount: 0n, may_overdraw: true };
      debit.amount -= BigInt(amount);
      debit.may_overdraw &&= line.may_overdraw === true;
      debits.set(keyOf(from), debit);
    }
    return { entry: id, account, livemode, name, source_type, currency, amount, available_on };
  });
  for (const debit of debits.values()) await cover(runtime, unit, debit, now);

  const { kind, source } = entry;
  unit.insert(LEDGER_ENTRIES, { id, account: context.account, livemode, created, kind, source });
  for (const row of rows) unit.insert(LEDGER_LINES, row);
  for (const [key, { amount, may_overdraw }] of debits) {
    unit.adjust(LEDGER_DEBITS, key, amount, !may_overdraw);
  }
}

/** The day from which on a line counts; null when it is a debit at once, or on a counter account, which has no days. */
function countsFrom(line: Line, now: Timestamp): Timestamp | null {
  if (line.source_type === undefined) return null;
  const { amount, available_on = now } = line;
  return amount > 0 || available_on > now ? available_on : null;
}

/**
 * Makes sure that the balance has its row, and that a debit that may not overdraw is covered. This is no part of the unit:
 * both only note what is so anyway. The flush then checks again, under the row's lock, what others have left.
 */
async function cover(runtime: Runtime, unit: Unit, { from, amount, may_overdraw }: Debit, now: Timestamp) {
  const key = keyOf(from);
  await runtime.database.query({
    name: 'ledger_open',
    text:
      'insert into ledger_accounts (key, account, livemode, name, source_type, currency) ' +
      'values ($1, $2, $3, $4, $5, $6) on conflict (key) do nothing',
    values: [key, from.account, from.livemode, from.name, from.source_type, from.currency],
  });
  // What one unit takes from one balance is one adjustment, and conditional as a whole if any of it is.
  const before = unit.plan()?.adjustments.find(({ on, key: other }) => on === LEDGER_DEBITS && other === key);
  if (may_overdraw && !before?.conditional) return;
  const [reckoned] = await runtime.database.query<{ available: number }>({
    name: 'ledger_reckon',
    text: 'select ledger_reckon($1, $2) as available',
    values: [key, now],
  });
  if (BigInt(reckoned!.available) < amount + (before?.delta ?? 0n)) throw insufficient(from.source_type);
}

function keyOf({ account, livemode, name, source_type, currency }: Owned): string {
  return `${account} ${livemode ? 'live' : 'test'} ${name} ${source_type} ${currency}`;
}

/** API reference, "Error codes": `balance_insufficient`. */
function insufficient(source_type: string) {
  return errors.invalid(
    `You have insufficient funds in your Stripe account for this transfer. Your ${source_type} balance is too low. ` +
      'You can use the /v1/balance endpoint to view your Stripe balance (for more details, see ' +
      'https://stripe.com/docs/api#balance).',
    { code: 'balance_insufficient' },
  );
}
