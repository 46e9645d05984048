import { Module } from '@nestjs/common';
import { LedgerTables1700000001000 } from '@pinstripe/ledger';
import { Runtime, type ServiceDefinition } from '@pinstripe/service';
import { BalanceController } from './balance/balance.controller.ts';
import { BalanceWorker } from './balance/balance.worker.ts';
import { LedgerWorker } from './balance/ledger.worker.ts';
import { applePayDomains } from './apple-pay-domains/apple-pay-domain.entity.ts';
import { ApplePayDomainsController } from './apple-pay-domains/apple-pay-domains.controller.ts';
import { balanceTransactions } from './balance-transactions/balance-transaction.entity.ts';
import { BalanceTransactionsController } from './balance-transactions/balance-transactions.controller.ts';
import { bankAccounts } from './bank-accounts/bank-account.entity.ts';
import { BankTransfersController } from './bank-transfers/bank-transfers.controller.ts';
import { CARD_NETWORK } from './card-network/card-network.ts';
import { SandboxNetwork } from './card-network/sandbox-network.ts';
import { cards } from './cards/card.entity.ts';
import { CashBalanceConsumer } from './cash-balance/cash-balance.consumer.ts';
import { CashBalanceController } from './cash-balance/cash-balance.controller.ts';
import { cashBalanceTransactions } from './cash-balance-transactions/cash-balance-transaction.entity.ts';
import { CashBalanceTransactionsController } from './cash-balance-transactions/cash-balance-transactions.controller.ts';
import { CashBalanceTransactionsWorker } from './cash-balance-transactions/cash-balance-transactions.worker.ts';
import { CardsWorker } from './cards/cards.worker.ts';
import { charges } from './charges/charge.entity.ts';
import { ChargeDebits } from './charges/charges.debits.ts';
import { ChargeNetworks } from './charges/charges.networks.ts';
import { ChargesController } from './charges/charges.controller.ts';
import { ChargesService } from './charges/charges.service.ts';
import { SourcePayments } from './charges/charges.sources.ts';
import { ChargesWorker } from './charges/charges.worker.ts';
import { confirmationTokens } from './confirmation-tokens/confirmation-token.entity.ts';
import { ConfirmationTokensController } from './confirmation-tokens/confirmation-tokens.controller.ts';
import { CustomerSourcesConsumer } from './customer-sources/customer-sources.consumer.ts';
import { CustomerCardsController } from './customer-sources/customer-cards.controller.ts';
import { CustomerSourcesController } from './customer-sources/customer-sources.controller.ts';
import { CustomerSourcesService } from './customer-sources/customer-sources.service.ts';
import { disputes } from './disputes/dispute.entity.ts';
import { ChargeDisputesController } from './disputes/charge-disputes.controller.ts';
import { DisputesController } from './disputes/disputes.controller.ts';
import { DisputesService } from './disputes/disputes.service.ts';
import { DisputesWorker } from './disputes/disputes.worker.ts';
import { FundingInstructionsController } from './funding-instructions/funding-instructions.controller.ts';
import { CashBalanceTables1700000010000 } from './migrations/1700000010000-cash-balance-tables.ts';
import { PaymentMethodTables1700000002000 } from './migrations/1700000002000-payment-method-tables.ts';
import { MoneyTables1700000003000 } from './migrations/1700000003000-money-tables.ts';
import { PaymentIntentTables1700000004000 } from './migrations/1700000004000-payment-intent-tables.ts';
import { SetupIntentTables1700000005000 } from './migrations/1700000005000-setup-intent-tables.ts';
import { PayerActionTables1700000005100 } from './migrations/1700000005100-payer-action-tables.ts';
import { VerifiedBankAccounts1700000013000 } from './migrations/1700000013000-verified-bank-accounts.ts';
import { ConfirmationTokenTables1700000011000 } from './migrations/1700000011000-confirmation-token-tables.ts';
import { DeletedCustomerTables1700000014000 } from './migrations/1700000014000-deleted-customer-tables.ts';
import { DisputeTables1700000006000 } from './migrations/1700000006000-dispute-tables.ts';
import { SourceTables1700000007000 } from './migrations/1700000007000-source-tables.ts';
import { SettlementTimers1700000009000 } from './migrations/1700000009000-settlement-timers.ts';
import { mandates } from './mandates/mandate.entity.ts';
import { MandatesController } from './mandates/mandates.controller.ts';
import { MandateTables1700000009500 } from './migrations/1700000009500-mandate-tables.ts';
import { KeptBankAccounts1700000013200 } from './migrations/1700000013200-kept-bank-accounts.ts';
import { AttemptInstruments1700000012000 } from './migrations/1700000012000-attempt-instruments.ts';
import { FailuresOfTimers1700000013610 } from './migrations/1700000013610-failures-of-timers.ts';
import { PayerActionTypes1700000013600 } from './migrations/1700000013600-payer-action-types.ts';
import { RefundAnswers1700000013100 } from './migrations/1700000013100-refund-answers.ts';
import { RefundAnswerTimers1700000014200 } from './migrations/1700000014200-refund-answer-timers.ts';
import { SourceTransactionTables1700000013300 } from './migrations/1700000013300-source-transaction-tables.ts';
import { payerActions } from './payer-actions/payer-action.entity.ts';
import { PayerActionsController } from './payer-actions/payer-actions.controller.ts';
import { PayerActionsService } from './payer-actions/payer-actions.service.ts';
import { SettingsTables1700000008000 } from './migrations/1700000008000-settings-tables.ts';
import { paymentIntents } from './payment-intents/payment-intent.entity.ts';
import { CardPayments } from './payment-intents/payment-intents.authorize.ts';
import { ProviderPayments } from './payment-intents/payment-intents.pay.ts';
import { PaymentIntentConfirmations } from './payment-intents/payment-intents.confirm.ts';
import { PaymentIntentsController } from './payment-intents/payment-intents.controller.ts';
import { PaymentIntentsService } from './payment-intents/payment-intents.service.ts';
import { MandatesWorker } from './mandates/mandates.network.ts';
import { PaymentIntentsWorker } from './payment-intents/payment-intents.worker.ts';
import { paymentMethodConfigurations } from './payment-method-configurations/payment-method-configuration.entity.ts';
import { PaymentMethodConfigurationsController } from './payment-method-configurations/payment-method-configurations.controller.ts';
import { paymentMethodDomains } from './payment-method-domains/payment-method-domain.entity.ts';
import { PaymentMethodDomainsController } from './payment-method-domains/payment-method-domains.controller.ts';
import { PaymentMethodDomainsService } from './payment-method-domains/payment-method-domains.service.ts';
import { paymentMethods } from './payment-methods/payment-method.entity.ts';
import { PaymentMethodsConsumer } from './payment-methods/payment-methods.consumer.ts';
import { PaymentMethodsController } from './payment-methods/payment-methods.controller.ts';
import { PaymentMethodsService } from './payment-methods/payment-methods.service.ts';
import { PaymentMethodsWorker } from './payment-methods/payment-methods.worker.ts';
import { earlyFraudWarnings } from './radar/early-fraud-warnings/early-fraud-warning.entity.ts';
import { EarlyFraudWarningsController } from './radar/early-fraud-warnings/early-fraud-warnings.controller.ts';
import { ReceiptsController } from './receipts/receipts.controller.ts';
import { refunds } from './refunds/refund.entity.ts';
import { ValueListItemsController } from './radar/value-list-items/value-list-items.controller.ts';
import { ValueListItemsService } from './radar/value-list-items/value-list-items.service.ts';
import { ValueListItemsWorker } from './radar/value-list-items/value-list-items.worker.ts';
import { valueListItems } from './radar/value-list-items/value-list-item.entity.ts';
import { valueLists } from './radar/value-lists/value-list.entity.ts';
import { ValueListsController } from './radar/value-lists/value-lists.controller.ts';
import { ValueListsService } from './radar/value-lists/value-lists.service.ts';
import { EmailedRefunds } from './refunds/refunds.emailed.ts';
import { PAYMENT_PROVIDER } from './providers/provider.ts';
import { SandboxProvider } from './providers/sandbox-provider.ts';
import { ChargeRefundsController } from './refunds/charge-refunds.controller.ts';
import { RefundsController } from './refunds/refunds.controller.ts';
import { RefundsService } from './refunds/refunds.service.ts';
import { RefundsWorker } from './refunds/refunds.worker.ts';
import { reviews } from './reviews/review.entity.ts';
import { ReviewsController } from './reviews/reviews.controller.ts';
import { setupAttempts } from './setup-attempts/setup-attempt.entity.ts';
import { SetupAttemptsController } from './setup-attempts/setup-attempts.controller.ts';
import { setupIntents } from './setup-intents/setup-intent.entity.ts';
import { SetupIntentConfirmations } from './setup-intents/setup-intents.confirm.ts';
import { ProviderSetups } from './setup-intents/setup-intents.set-up.ts';
import { CardSetups } from './setup-intents/setup-intents.verify.ts';
import { SetupIntentsController } from './setup-intents/setup-intents.controller.ts';
import { SetupIntentsService } from './setup-intents/setup-intents.service.ts';
import { sources } from './sources/source.entity.ts';
import { sourceTransactions } from './sources/source-transactions/source-transaction.entity.ts';
import { SourcesController } from './sources/sources.controller.ts';
import { SourcesWorker } from './sources/sources.worker.ts';
import { tokens } from './tokens/token.entity.ts';
import { TokensController } from './tokens/tokens.controller.ts';
import { requireVaultKey } from './vault/vaulted-card.entity.ts';

@Module({
  controllers: [
    ApplePayDomainsController,
    BalanceController,
    BalanceTransactionsController,
    BankTransfersController,
    CashBalanceConsumer,
    CashBalanceController,
    CashBalanceTransactionsController,
    ChargesController,
    ConfirmationTokensController,
    DisputesController,
    EarlyFraudWarningsController,
    CustomerSourcesConsumer,
    CustomerCardsController,
    CustomerSourcesController,
    FundingInstructionsController,
    MandatesController,
    PayerActionsController,
    PaymentIntentsController,
    PaymentMethodConfigurationsController,
    PaymentMethodDomainsController,
    PaymentMethodsConsumer,
    PaymentMethodsController,
    ReceiptsController,
    ChargeDisputesController,
    ChargeRefundsController,
    RefundsController,
    ReviewsController,
    SetupAttemptsController,
    SetupIntentsController,
    SourcesController,
    TokensController,
    ValueListItemsController,
    ValueListsController,
  ],
  providers: [
    BalanceWorker,
    CardsWorker,
    CashBalanceTransactionsWorker,
    CustomerSourcesService,
    LedgerWorker,
    CardPayments,
    CardSetups,
    ChargeDebits,
    ChargeNetworks,
    ChargesService,
    SourcePayments,
    ChargesWorker,
    DisputesService,
    DisputesWorker,
    EmailedRefunds,
    PayerActionsService,
    ProviderPayments,
    ProviderSetups,
    PaymentIntentConfirmations,
    PaymentIntentsService,
    MandatesWorker,
    PaymentIntentsWorker,
    PaymentMethodDomainsService,
    PaymentMethodsService,
    PaymentMethodsWorker,
    RefundsService,
    RefundsWorker,
    SetupIntentConfirmations,
    SetupIntentsService,
    SourcesWorker,
    ValueListItemsService,
    ValueListItemsWorker,
    ValueListsService,
    { provide: CARD_NETWORK, useClass: SandboxNetwork },
    { provide: PAYMENT_PROVIDER, useClass: SandboxProvider },
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
    applePayDomains,
    balanceTransactions,
    bankAccounts,
    cards,
    cashBalanceTransactions,
    charges,
    confirmationTokens,
    disputes,
    earlyFraudWarnings,
    mandates,
    payerActions,
    paymentIntents,
    paymentMethodConfigurations,
    paymentMethodDomains,
    paymentMethods,
    refunds,
    reviews,
    setupAttempts,
    setupIntents,
    sourceTransactions,
    sources,
    tokens,
    valueListItems,
    valueLists,
  ],
  migrations: [
    LedgerTables1700000001000,
    PaymentMethodTables1700000002000,
    MoneyTables1700000003000,
    PaymentIntentTables1700000004000,
    SetupIntentTables1700000005000,
    PayerActionTables1700000005100,
    SourceTables1700000007000,
    DisputeTables1700000006000,
    SettingsTables1700000008000,
    SettlementTimers1700000009000,
    MandateTables1700000009500,
    CashBalanceTables1700000010000,
    ConfirmationTokenTables1700000011000,
    AttemptInstruments1700000012000,
    VerifiedBankAccounts1700000013000,
    RefundAnswers1700000013100,
    KeptBankAccounts1700000013200,
    SourceTransactionTables1700000013300,
    PayerActionTypes1700000013600,
    FailuresOfTimers1700000013610,
    DeletedCustomerTables1700000014000,
    RefundAnswerTimers1700000014200,
  ],
  events_of: ['billing'],
};
