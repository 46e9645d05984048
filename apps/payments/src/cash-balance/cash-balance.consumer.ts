import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type CommandMessage, reply } from '@pinstripe/bus';
import { withMode } from './cash-balance.ts';
import { cashBalances } from './cash-balance.entity.ts';
import { loadCashBalance } from './cash-balances.ts';

/** A customer may be created or updated with the settings of its cash balance. */
@Controller()
export class CashBalanceConsumer {
  @EventPattern('command.set_reconciliation_mode')
  async onSetReconciliationMode(command: CommandMessage<'set_reconciliation_mode'>) {
    const { customer, reconciliation_mode } = command.payload;
    cashBalances.save(withMode(await loadCashBalance(customer), reconciliation_mode));
    reply(command, { reconciliation_mode });
  }
}
