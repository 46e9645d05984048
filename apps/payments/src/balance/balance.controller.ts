import { Controller } from '@nestjs/common';
import { balance } from '@pinstripe/ledger';
import { context, Route } from '@pinstripe/service';
import { balanceOf } from './balance.ts';

@Controller()
export class BalanceController {
  @Route('GET /v1/balance')
  async retrieve() {
    const { account, livemode } = context();
    return balanceOf(await balance(account, livemode), livemode);
  }
}
