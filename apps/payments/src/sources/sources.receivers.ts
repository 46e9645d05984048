import { now, setTimer } from '@pinstripe/service';
import type { Charge } from '../charges/charge.ts';
import { isAllowed, type Source } from './source.ts';
import { sources } from './source.entity.ts';
import { ask, isOwing, receive } from './source.receiver.ts';
import { sourceTransactions } from './source-transactions/source-transaction.entity.ts';
import { create, type SourceTransaction, succeed } from './source-transactions/source-transaction.ts';
import { sourceType } from './source-types.ts';
import { CLEARING, watchSource } from './sources.watch.ts';

/** The payer has sent `amount` to a source that this unit has loaded. */
export async function onTransfer(source: Source, amount: number): Promise<Source> {
  const { clears_after_s } = sourceType(source).transfer!;
  const status = clears_after_s === null ? 'succeeded' : 'pending';
  const transaction = create(source, amount, status, sourceTransactions.identity());
  sourceTransactions.insert(transaction, 'source.transaction.created');
  if (clears_after_s === null) return land(source, amount);
  await setTimer(CLEARING, transaction.id, now() + clears_after_s, { source_transaction: transaction.id });
  return source;
}

/** A transfer has cleared. */
export async function onCleared(transaction: SourceTransaction): Promise<void> {
  sourceTransactions.save(succeed(transaction), 'source.transaction.updated');
  await land(await sources.load(transaction.source), transaction.amount);
}

/** What lands when nobody can charge it any more goes back to its payer. */
async function land(source: Source, amount: number): Promise<Source> {
  if (!isAllowed(source, 'receive')) {
    return askBack(sources.save({ ...receive(source, amount), status: source.status }));
  }
  const received = receive(source, amount);
  const landed = sources.save(
    received,
    ...(source.status === 'pending' ? ['source.chargeable' as const] : []),
  );
  if (source.status === 'pending') await watchSource(landed);
  return landed;
}

/** Asks to where the money of a source goes back that is over, and that this unit has saved. */
export function askBack(source: Source): Source {
  return isOwing(source) ? askAttributes(source) : source;
}

/** A charge of what was sent to a source has been refunded: it must be known to where. */
export async function askForRefund({ source }: Charge): Promise<void> {
  if (source?.object !== 'source' || source.receiver === undefined) return;
  askAttributes(await sources.load(source.id));
}

function askAttributes(source: Source): Source {
  const asked = ask(source);
  if (asked === source) return source;
  const is_told = asked.receiver!.refund_attributes_method === 'manual';
  return sources.save(asked, ...(is_told ? ['source.refund_attributes_required' as const] : []));
}
