import { Controller } from '@nestjs/common';
import type { BankTransferSimulateParams, PageParams } from '@pinstripe/contract';
import { Route } from '@pinstripe/service';
import { retrieve, simulate } from './bank-transfers.ts';

@Controller()
export class BankTransfersController {
  @Route('GET /pinstripe/pages/{merchant}/bank_transfers/{intent}')
  retrieve(_merchant: string, id: string, params: PageParams) {
    return retrieve(id, params);
  }

  @Route('POST /pinstripe/pages/{merchant}/bank_transfers/{intent}/simulate')
  simulate(_merchant: string, id: string, params: BankTransferSimulateParams) {
    return simulate(id, params);
  }
}
