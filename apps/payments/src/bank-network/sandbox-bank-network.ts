import { Injectable } from '@nestjs/common';
import type { RefundAnswer } from '../card-network/card-network.ts';
import type { BankNetwork, DebitAnswer, OrderRequest } from './bank-network.ts';
import { debit_failures } from './test-bank-accounts.ts';

/** How long a bank takes for an order. The documentation says four days, and that tests take less. */
const DECIDED_AFTER_S = 5;

/** The banks of the sandbox: every account has what is taken from it, but for the documentation's test accounts that fail. */
@Injectable()
export class SandboxBankNetwork implements BankNetwork {
  debit({ bank_account }: OrderRequest): Promise<DebitAnswer> {
    const after_s = DECIDED_AFTER_S;
    const failure = debit_failures.get(bank_account.account_number);
    return Promise.resolve(
      failure === undefined ? { kind: 'succeeded', after_s } : { kind: 'failed', ...failure, after_s },
    );
  }

  credit(): Promise<RefundAnswer> {
    return Promise.resolve({
      kind: 'pending',
      destination_details: null,
      later: { kind: 'succeeded', after_s: DECIDED_AFTER_S },
    });
  }
}
