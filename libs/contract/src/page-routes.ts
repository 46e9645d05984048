import type Stripe from 'stripe';
import type { Route } from './contract.ts';
import { own } from './own-route.ts';
import type { RefundBankAccountParams } from './own-routes.ts';
import type { Schema } from './schema.ts';

/**
 * What hosted pages ask for. These routes take no key: the secret of the object that a page is about stands for it, of an intent
 * its `client_secret`, of everything else the one in the page's address.
 */
export interface PageRoutes {
  'GET /pinstripe/pages/{merchant}/bank_transfers/{intent}': {
    path: [merchant: string, intent: string];
    params: PageParams;
    result: BankTransferSeen;
  };
  'POST /pinstripe/pages/{merchant}/bank_transfers/{intent}/simulate': {
    path: [merchant: string, intent: string];
    params: BankTransferSimulateParams;
    result: BankTransferSeen;
  };
  'GET /pinstripe/pages/{merchant}/mandates/{mandate}': {
    path: [merchant: string, mandate: string];
    params: PageParams;
    result: MandateSeen;
  };
  'GET /pinstripe/pages/{merchant}/payer_actions/{payer_action}': {
    path: [merchant: string, payer_action: string];
    params: PageParams;
    result: PayerActionSeen;
  };
  'POST /pinstripe/pages/{merchant}/payer_actions/{payer_action}/complete': {
    path: [merchant: string, payer_action: string];
    params: PayerActionCompleteParams;
    result: object;
  };
  'POST /pinstripe/pages/{merchant}/payer_actions/{payer_action}/verify_microdeposits': {
    path: [merchant: string, payer_action: string];
    params: PayerActionVerifyMicrodepositsParams;
    result: object;
  };
  'GET /pinstripe/pages/{merchant}/receipts/{charge}': {
    path: [merchant: string, charge: string];
    params: PageParams;
    result: ReceiptSeen;
  };
  'GET /pinstripe/pages/{merchant}/refunds/{refund}': {
    path: [merchant: string, refund: string];
    params: PageParams;
    result: RefundSeen;
  };
  'POST /pinstripe/pages/{merchant}/refunds/{refund}/bank_account': {
    path: [merchant: string, refund: string];
    params: RefundAnswerParams;
    result: RefundSeen;
  };
}

/** A page knows the secret of what it shows. */
export interface PageParams {
  client_secret: string;
}

export interface PayerActionCompleteParams extends PageParams {
  outcome: (typeof OUTCOMES)[number];
}

export interface PayerActionVerifyMicrodepositsParams extends PageParams {
  amounts?: number[];
  descriptor_code?: string;
  /** How often the payer had been wrong when the form was shown: a form that is older than that is not judged. */
  missed: number;
}

/** What a page shows of what a payer is to do. */
export interface PayerActionSeen {
  id: string;
  object: 'payer_action';
  amount: number | null;
  currency: string | null;
  /** Why the payer could not prove that a bank account is theirs. */
  failure_message: string | null;
  intent: string;
  /** What the payer reads in their bank's statement, if that is what they are asked for. */
  microdeposits: MicrodepositsSeen | null;
  payment_method: { type: string; brand?: string; last4?: string };
  /** Where to lead the payer; null while the action is pending, or when the client waits behind the page. */
  return_url: string | null;
  status: 'abandoned' | 'failed' | 'pending' | 'succeeded';
  /** What the payer pays by elsewhere, while they may. */
  voucher: VoucherSeen | null;
}

export interface VoucherSeen {
  expires_at: number | null;
  /** Where it can be paid, and by which numbers; null is anywhere. */
  places: { chain: string | null; numbers: Record<string, string> }[];
}

export interface MicrodepositsSeen {
  /** What was wrong with what the payer has said last. */
  error_message: string | null;
  missed: number;
  type: 'amounts' | 'descriptor_code';
}

/** What a page shows of a payment that is made by transfers. */
export interface BankTransferSeen {
  amount: number;
  /** What has yet to be transferred; null once nothing is awaited. */
  amount_remaining: number | null;
  currency: string;
  financial_addresses: Stripe.FundingInstructions.BankTransfer.FinancialAddress[];
  /** The last movement of the customer's cash balance. */
  last_transaction: string | null;
  livemode: boolean;
  merchant: string;
  object: 'bank_transfer';
  reference: string | null;
  status: 'closed' | 'open' | 'paid';
}

export interface BankTransferSimulateParams extends PageParams {
  amount: number;
  /** What the page has shown last: money that came by a form is not sent again when the form is. */
  last_transaction?: string;
}

/** What a page shows of a payer's permission. */
export interface MandateSeen {
  id: string;
  object: 'mandate_page';
  accepted_at: number | null;
  last4: string | null;
  merchant: string;
  payment_method_type: string;
  reference: string | null;
  single_use: { amount: number; currency: string } | null;
  status: Stripe.Mandate.Status;
}

/** What a receipt shows of a payment. */
export interface ReceiptSeen {
  id: string;
  object: 'receipt';
  amount: number;
  amount_refunded: number;
  captured: boolean;
  created: number;
  currency: string;
  description: string | null;
  merchant: string;
  payment_method: { type: string; brand?: string; last4?: string };
  receipt_number: string | null;
  refunds: { amount: number; created: number; status: string | null }[];
}

/** What a page shows of a refund whose customer is asked for a bank account. */
export interface RefundSeen {
  id: string;
  object: 'refund_page';
  amount: number;
  /** When the customer was asked last, and until when an answer is waited for; null when nobody is asked. */
  asked_at: number | null;
  expires_at: number | null;
  currency: string;
  merchant: string;
  /** Under which it has arrived. */
  reference: string | null;
  /** Whether the bank has sent it back. */
  returned: boolean;
  status: string | null;
  transfer_type: string;
}

export interface RefundAnswerParams extends PageParams, RefundBankAccountParams {
  /** When the customer had been asked, as the form says: an answer to an earlier question is none to this one. */
  asked_at: number;
}

/** Below these paths of the gateway's address hosted pages are shown, to people. */
export const PAGE_PATHS: readonly string[] = [
  '/3d_secure_2/',
  '/mandates',
  '/pm-redirects/',
  '/receipts',
  '/refunds',
];

const PAGES = '/pinstripe/pages/{merchant}';
const BANK_TRANSFER = `${PAGES}/bank_transfers/{intent}`;
const PAYER_ACTION = `${PAGES}/payer_actions/{payer_action}`;
const REFUND = `${PAGES}/refunds/{refund}`;
const OUTCOMES = ['failed', 'succeeded'] as const;
const text: Schema = { kind: 'string' };
const integer: Schema = { kind: 'integer' };
const secret = { client_secret: text };

/** The routes of `PageRoutes`. */
export const PAGE_ROUTES: readonly Route[] = [
  own('GET', BANK_TRANSFER, 'retrieve', {}, secret),
  own(
    'POST',
    `${BANK_TRANSFER}/simulate`,
    'action',
    { last_transaction: text },
    { ...secret, amount: integer },
  ),
  own('GET', `${PAGES}/mandates/{mandate}`, 'retrieve', {}, secret),
  own('GET', PAYER_ACTION, 'retrieve', {}, secret),
  own(
    'POST',
    `${PAYER_ACTION}/complete`,
    'action',
    {},
    { ...secret, outcome: { kind: 'enum', values: OUTCOMES } },
  ),
  own(
    'POST',
    `${PAYER_ACTION}/verify_microdeposits`,
    'action',
    { amounts: { kind: 'array', items: integer }, descriptor_code: text },
    { ...secret, missed: integer },
  ),
  own('GET', `${PAGES}/receipts/{charge}`, 'retrieve', {}, secret),
  own('GET', REFUND, 'retrieve', {}, secret),
  own(
    'POST',
    `${REFUND}/bank_account`,
    'action',
    { routing_number: text },
    { ...secret, account_number: text, asked_at: integer },
  ),
];
