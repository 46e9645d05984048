import { Injectable } from '@nestjs/common';
import { foldBalances } from '@pinstripe/ledger';
import { Poll, Runtime } from '@pinstripe/service';

const LINES_MAX = 5000;

/** Keeps balances quick to read, however long their history. */
@Injectable()
export class LedgerWorker {
  constructor(private readonly runtime: Runtime) {}

  @Poll(1000)
  async fold(): Promise<number> {
    const folded = await foldBalances(this.runtime, LINES_MAX);
    return folded < LINES_MAX ? 0 : folded;
  }
}
