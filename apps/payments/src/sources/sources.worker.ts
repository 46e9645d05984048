import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@pinstripe/kernel';
import { Timer } from '@pinstripe/service';
import { isAllowed } from './source.ts';
import { sources } from './source.entity.ts';
import { sourceTransactions } from './source-transactions/source-transaction.entity.ts';
import { onAuthorized, onCanceled } from './sources.payer.ts';
import { onCleared, onTransfer } from './sources.receivers.ts';
import { CLEARING, EXPIRY, PAYER } from './sources.watch.ts';

@Injectable()
export class SourcesWorker {
  @Timer(EXPIRY)
  async expire({ source: id }: JsonObject) {
    const source = await sources.load(id as string);
    if (isAllowed(source, 'cancel')) onCanceled(source);
  }

  @Timer(PAYER)
  async act({ amount, source: id }: JsonObject) {
    const source = await sources.load(id as string);
    if (source.receiver === undefined) {
      if (isAllowed(source, 'authorize')) await onAuthorized(source);
    } else if (isAllowed(source, 'receive')) {
      await onTransfer(source, amount as number);
    }
  }

  @Timer(CLEARING)
  async clear({ source_transaction }: JsonObject) {
    await onCleared(await sourceTransactions.load(source_transaction as string));
  }
}
