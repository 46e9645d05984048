import { Module } from '@nestjs/common';
import { LedgerTables1700000001000 } from '@pinstripe/ledger';
import { Runtime, type ServiceDefinition } from '@pinstripe/service';
import { BalanceController } from './balance/balance.controller.ts';
import { BalanceWorker } from './balance/balance.worker.ts';
import { LedgerWorker } from './balance/ledger.worker.ts';
import { balanceTransactions } from './balance-transactions/balance-transaction.entity.ts';
import { BalanceTransactionsController } from './balance-transactions/balance-transactions.controller.ts';
import { CARD_NETWORK } from './card-network/card-network.ts';
import { SandboxNetwork } from './card-network/sandbox-network.ts';
import { cards } from './cards/card.entity.ts';
import { CardsConsumer } from './cards/cards.consumer.ts';
import { charges } from './charges/charge.entity.ts';
import { ChargesController } from './charges/charges.controller.ts';
import { ChargesService } from './charges/charges.service.ts';
import { ChargesWorker } from './charges/charges.worker.ts';
import { PaymentMethodTables1700000002000 } from './migrations/1700000002000-payment-method-tables.ts';
import { MoneyTables1700000003000 } from './migrations/1700000003000-money-tables.ts';
import { PaymentIntentTables1700000004000 } from './migrations/1700000004000-payment-intent-tables.ts';
import { SetupIntentTables1700000005000 } from './migrations/1700000005000-setup-intent-tables.ts';
import { paymentIntents } from './payment-intents/payment-intent.entity.ts';
import { PaymentIntentConfirmations } from './payment-intents/payment-intents.confirm.ts';
import { PaymentIntentsController } from './payment-intents/payment-intents.controller.ts';
import { PaymentIntentsService } from './payment-intents/payment-intents.service.ts';
import { PaymentIntentsWorker } from './payment-intents/payment-intents.worker.ts';
import { paymentMethods } from './payment-methods/payment-method.entity.ts';
import { PaymentMethodsConsumer } from './payment-methods/payment-methods.consumer.ts';
import { PaymentMethodsController } from './payment-methods/payment-methods.controller.ts';
import { PaymentMethodsService } from './payment-methods/payment-methods.service.ts';
import { PaymentMethodsWorker } from './payment-methods/payment-methods.worker.ts';
import { refunds } from './refunds/refund.entity.ts';
import { RefundsController } from './refunds/refunds.controller.ts';
import { RefundsService } from './refunds/refunds.service.ts';
import { RefundsWorker } from './refunds/refunds.worker.ts';
import { setupAttempts } from './setup-attempts/setup-attempt.entity.ts';
import { SetupAttemptsController } from './setup-attempts/setup-attempts.controller.ts';
import { setupIntents } from './setup-intents/setup-intent.entity.ts';
import { SetupIntentConfirmations } from './setup-intents/setup-intents.confirm.ts';
import { SetupIntentsController } from './setup-intents/setup-intents.controller.ts';
import { SetupIntentsService } from './setup-intents/setup-intents.service.ts';
import { requireVaultKey } from './vault/vaulted-card.entity.ts';
import { tokens } from './tokens/token.entity.ts';
import { TokensController } from './tokens/tokens.controller.ts';

@Module({
  controllers: [
    BalanceController,
    BalanceTransactionsController,
    CardsConsumer,
    ChargesController,
    PaymentIntentsController,
    PaymentMethodsConsumer,
    PaymentMethodsController,
    RefundsController,
    SetupAttemptsController,
    SetupIntentsController,
    TokensController,
  ],
  providers: [
    BalanceWorker,
    LedgerWorker,
    ChargesService,
    ChargesWorker,
    PaymentIntentConfirmations,
    PaymentIntentsService,
    PaymentIntentsWorker,
    PaymentMethodsService,
    PaymentMethodsWorker,
    RefundsService,
    RefundsWorker,
    SetupIntentConfirmations,
    SetupIntentsService,
    { provide: CARD_NETWORK, useClass: SandboxNetwork },
  ],
})
class PaymentsModule {
  constructor({ config }: Runtime) {
    requireVaultKey(config);
  }
}

export const payments: ServiceDefinition = {
  name: 'payments',
  module: PaymentsModule,
  resources: [
    balanceTransactions,
    cards,
    charges,
    paymentIntents,
    paymentMethods,
    refunds,
    setupAttempts,
    setupIntents,
    tokens,
  ],
  migrations: [
    LedgerTables1700000001000,
    PaymentMethodTables1700000002000,
    MoneyTables1700000003000,
    PaymentIntentTables1700000004000,
    SetupIntentTables1700000005000,
  ],
  events_of: ['billing'],
};
