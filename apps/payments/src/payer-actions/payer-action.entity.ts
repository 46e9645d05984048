import { Resource } from '@pinstripe/service';
import type { JsonObject } from '@pinstripe/kernel';
import type { PayerAction } from './payer-action.ts';

/** What only the intent that asks needs to know. */
export interface PayerActionPrivate extends Record<string, unknown> {
  /** How it goes on: the step that had to wait for the payer. */
  step: JsonObject;
}

export const payerActions = new Resource<PayerAction, PayerActionPrivate>({
  object: 'payer_action',
  table: 'payer_actions',
  prefix: 'pact',
  url: '',
  param: 'payer_action',
});
