import { Controller } from '@nestjs/common';
import { context, foreign, Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { openCashBalance } from '../cash-balance/cash-balances.ts';
import { bankTransferOf } from './bank-transfer.ts';
import { digitsOf } from './customer-digits.ts';
import { financialAddresses } from './financial-addresses.ts';

@Controller()
export class FundingInstructionsController {
  /** The same accounts whenever they are asked for; with the first of a currency the customer has a balance in it. */
  @Route('POST /v1/customers/{customer}/funding_instructions')
  async create(id: string, params: Stripe.CustomerCreateFundingInstructionsParams) {
    const { bank_transfer, currency, funding_type } = params;
    const customer = foreign('customer', id);
    const transfer = bankTransferOf(currency, bank_transfer, 'bank_transfer');
    await openCashBalance(customer, currency);
    return {
      object: 'funding_instructions' as const,
      bank_transfer: {
        country: transfer.country,
        financial_addresses: financialAddresses(transfer, digitsOf(id)),
        // The release of the SDK declares two of the five (`ADDED_VALUES` of the contract).
        type: transfer.type as Stripe.FundingInstructions.BankTransfer.Type,
      },
      currency,
      funding_type,
      livemode: context().livemode,
    };
  }
}
