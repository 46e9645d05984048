import type { Document } from '@pinstripe/contract';
import type Stripe from 'stripe';
import type { Failed, PaymentRequest, SetupRequest } from './provider.ts';
import { HIGHEST_RISK } from './test-debit-accounts.ts';

/** Why nobody is asked for a payment at all, and what its charge says of that. */
export type Block = Pick<Failed, 'failure'> & { outcome: Document<Stripe.Charge.Outcome> };

const REFUSED = {
  code: 'payment_method_provider_decline',
  message: 'The payment was declined, and the account has not been debited.',
};

const outcomeOf = (
  reason: string | null,
  over: Partial<Block['outcome']> = {},
): Document<Stripe.Charge.Outcome> => ({
  advice_code: 'do_not_try_again',
  network_advice_code: null,
  network_decline_code: null,
  network_status: 'not_sent_to_network',
  reason,
  risk_level: 'not_assessed',
  seller_message: 'Stripe blocked this payment.',
  type: 'blocked',
  ...over,
});

/** An account that is blocked (guide "Blocked bank accounts"). */
const UNUSABLE: Block = {
  failure: {
    code: 'bank_account_unusable',
    message: 'The bank account provided cannot be used. A different bank account must be used.',
  },
  outcome: outcomeOf(null),
};

/** Radar's own rule ("Testing", `riskLevelHighest`). */
const TOO_RISKY: Block = {
  failure: { ...REFUSED, decline_code: 'fraudulent' },
  outcome: outcomeOf('highest_risk_level', {
    risk_level: 'highest',
    rule: 'block_if_high_risk',
    seller_message: 'Stripe blocked this charge as too risky.',
  }),
};

/** What blocks a payment before anybody is asked; a list of the merchant's own overrules Radar, and no list a blocked account. */
export function blockOf({ account, payer, ruling }: PaymentRequest): Block | null {
  if (hasBlockedAccount({ payer })) return UNUSABLE;
  if (ruling?.action === 'block') {
    const { rule } = ruling;
    return {
      failure: { ...REFUSED, decline_code: 'merchant_blacklist' },
      outcome: outcomeOf('rule', { rule }),
    };
  }
  if (ruling?.action === 'allow' || account?.account_number !== HIGHEST_RISK) return null;
  return TOO_RISKY;
}

/** The same for a setup, which Radar does not look at. */
export function setupBlockOf(request: SetupRequest): Block | null {
  return hasBlockedAccount(request) ? UNUSABLE : null;
}

function hasBlockedAccount({ payer }: Pick<PaymentRequest, 'payer'>): boolean {
  const { status_details } = (payer?.hash ?? {}) as { status_details?: { blocked?: object } };
  return status_details?.blocked !== undefined;
}
