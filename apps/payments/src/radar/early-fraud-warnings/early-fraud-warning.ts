import type { Document } from '@pinstripe/contract';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import type { Charge } from '../../charges/charge.ts';

export type EarlyFraudWarning = Document<Stripe.Radar.EarlyFraudWarning>;

/** The card's bank has heard of fraud, and nobody has disputed the payment yet. */
export function open({ id, payment_intent }: Charge, identity: Identity): EarlyFraudWarning {
  return {
    ...identity,
    object: 'radar.early_fraud_warning',
    actionable: true,
    charge: id,
    fraud_type: 'misc',
    ...(payment_intent === null ? {} : { payment_intent }),
  };
}

/** A payment that is disputed, or was refunded, is past saving. */
export function settle(warning: EarlyFraudWarning): EarlyFraudWarning {
  return { ...warning, actionable: false };
}
