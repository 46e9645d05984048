import { authorize, cancel, decline, type Source } from './source.ts';
import { sources } from './source.entity.ts';
import { askBack, onTransfer } from './sources.receivers.ts';
import { watchSource } from './sources.watch.ts';

/**
 * What the payer of a pending source has done on its page. Who pays a voucher there sends all of its amount, and who does not
 * lets it expire.
 */
export async function onPayerAction(source: Source, outcome: 'failed' | 'succeeded'): Promise<Source> {
  if (source.receiver !== undefined) {
    if (outcome === 'succeeded') return onTransfer(source, source.amount!);
    const canceled = onCanceled(source);
    await watchSource(canceled);
    return canceled;
  }
  if (outcome === 'succeeded') return onAuthorized(source);
  const declined = sources.save(decline(source), 'source.failed');
  await watchSource(declined);
  return declined;
}

/** The payer of a source that this unit has loaded has agreed: it waits for its charge. */
export async function onAuthorized(source: Source): Promise<Source> {
  const authorized = sources.save(authorize(source), 'source.chargeable');
  await watchSource(authorized);
  return authorized;
}

/** Nobody has authorized a source, or charged it, in time. */
export function onCanceled(source: Source): Source {
  return askBack(sources.save(cancel(source), 'source.canceled'));
}
