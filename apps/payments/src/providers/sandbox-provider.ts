import { Injectable } from '@nestjs/common';
import { DAY, type Timestamp } from '@pinstripe/kernel';
import { businessDayFrom } from '../balance-transactions/business-days.ts';
import type { RefundAnswer } from '../card-network/card-network.ts';
import { NOT_SENT, TIMED_OUT } from '../microdeposits/microdeposits.ts';
import { chargeType } from '../payment-method-types/payment-method-types.ts';
import { blockOf, setupBlockOf } from './blocks.ts';
import { chargeDetails, paymentReference } from './charge-details.ts';
import { EXPIRED, refusalOf, SETUP_EXPIRED, setupRefusalOf } from './failures.ts';
import { nextActionOf } from './next-actions.ts';
import { payerIban } from './payer-accounts.ts';
import type {
  Failed,
  KnownAccount,
  MandateVerdict,
  Paid,
  PaymentAnswer,
  PaymentProvider,
  PaymentRequest,
  Processing,
  ProviderOrder,
  SetupAnswer,
  SetupRequest,
} from './provider.ts';
import { ACTED_WITHIN_S, onCode } from './real-time.ts';
import { refund } from './refunds.ts';
import { NO_MANDATES, NO_MICRODEPOSITS } from './test-debit-accounts.ts';
import { foresee } from './test-values.ts';
import { onVoucher, REJECTED } from './vouchers.ts';

/**
 * The banks, wallets, lenders and shops of the sandbox. Like the sandbox's card network it is a pure function of the request: what
 * they answer is written in the tables beside it, by account number and by email as the documentation has it, and what they
 * would choose is drawn from the attempt's id.
 */
@Injectable()
export class SandboxProvider implements PaymentProvider {
  pay(request: PaymentRequest): Promise<PaymentAnswer> {
    return pay(request);
  }

  setUp(request: SetupRequest): Promise<SetupAnswer> {
    return setUp(request);
  }

  capture(): Promise<{ kind: 'captured' }> {
    return Promise.resolve({ kind: 'captured' });
  }

  reverse(): Promise<{ kind: 'reversed' }> {
    return Promise.resolve({ kind: 'reversed' });
  }

  refund(order: ProviderOrder): Promise<RefundAnswer> {
    return Promise.resolve(refund(order));
  }
}

/** How long a bank takes for an order. The documentation says days, and that tests take less. */
const DECIDED_AFTER_S = 5;

/** How long a bank takes for a mandate: it has spoken of it before it does of the first debit. The documentation says days. */
const MANDATE_DECIDED_AFTER_S = 1;

/** How long a payer has to read what was deposited ("ACH Direct Debit", "Verify bank account with microdeposits"). */
const VERIFIED_WITHIN_S = 10 * DAY;

async function pay(request: PaymentRequest): Promise<PaymentAnswer> {
  const { payer, type } = request;
  const block = blockOf(request);
  if (block !== null) return { kind: 'failed', ...block, details: chargeDetails(request) };
  if (payer?.has_refused === true) return refused(request);
  if (payer !== null && mustAct(type, payer)) {
    const answer: Failed = { ...refused(request), failure: EXPIRED };
    const later = isVoucher(type)
      ? onVoucher(request, payer, paid(request))
      : (onCode(request, payer, { expired: answer, paid: paid(request) }) ?? onSilence(request, answer));
    if (later === null) return REJECTED;
    const next_action = await nextActionOf(type, payer, request.requested_at);
    return { kind: 'requires_action', next_action, later };
  }
  const answer = settles(type) === 'later' ? order(request) : decided(request);
  return request.keeps_account ? { ...answer, ...accountOf(request) } : answer;
}

function accountOf(request: PaymentRequest | SetupRequest): Required<KnownAccount> {
  return { payer_account: { account_number: payerIban(request), routing_number: null } };
}

/** What comes by itself when the payer does not act: `expired`, or what becomes of deposits that nobody reads. */
function onSilence({ account, type }: Pick<PaymentRequest, 'account' | 'type'>, expired: Failed) {
  if (chargeType(type).microdeposits === undefined) {
    return { after_s: ACTED_WITHIN_S, answer: expired };
  }
  return account?.account_number === NO_MICRODEPOSITS
    ? { after_s: DECIDED_AFTER_S, answer: { ...expired, failure: NOT_SENT } }
    : { after_s: VERIFIED_WITHIN_S, answer: { ...expired, failure: TIMED_OUT } };
}

/** What becomes of an order to a bank, days later. */
function order(request: PaymentRequest): Processing {
  const { after_s = DECIDED_AFTER_S } = foresee(request);
  const details = chargeDetails(request);
  const debited_at = debitedAt(request);
  const fastest = request.payer?.options['preferred_settlement_speed'] === 'fastest';
  const told = { fastest, ...(debited_at === null ? {} : { debited_at }), ...verdictOn(request) };
  if (after_s === null) return { kind: 'processing', details, later: null, ...told };
  const waits_s = debited_at === null ? 0 : debited_at - request.requested_at;
  return {
    kind: 'processing',
    details,
    later: { after_s: waits_s + after_s, answer: decided(request) },
    ...told,
  };
}

/** The banks of the United Kingdom say whether they accept a mandate. */
function verdictOn({ account, type }: Pick<PaymentRequest, 'account' | 'type'>): {
  mandate?: MandateVerdict;
} {
  if (type !== 'bacs_debit') return {};
  const network_status = account?.account_number === NO_MANDATES ? 'refused' : 'accepted';
  return { mandate: { network_status, after_s: MANDATE_DECIDED_AFTER_S } };
}

/** The day that the merchant has named, if banks work on it and it is not over. */
function debitedAt({ payer, requested_at }: PaymentRequest): Timestamp | null {
  const { target_date } = (payer?.options ?? {}) as { target_date?: string };
  if (target_date === undefined) return null;
  return Math.max(businessDayFrom(Date.parse(target_date) / 1000), requested_at);
}

function decided(request: PaymentRequest): Failed | Paid {
  const { failure } = foresee(request);
  return failure === null ? paid(request) : { kind: 'failed', failure, details: chargeDetails(request) };
}

function paid(request: PaymentRequest): Paid {
  const details = { ...chargeDetails(request), ...paymentReference(request) };
  return { kind: 'paid', details, dispute: foresee(request).dispute };
}

function refused(request: PaymentRequest): Failed {
  return { kind: 'failed', failure: refusalOf(request.type), details: chargeDetails(request) };
}

async function setUp(request: SetupRequest): Promise<SetupAnswer> {
  const { account, payer, requested_at, type } = request;
  const block = setupBlockOf(request);
  if (block !== null) return { kind: 'failed', ...block, details: {} };
  if (payer.has_refused === true) return { kind: 'failed', failure: setupRefusalOf(type), details: {} };
  if (isVoucher(type) || !mustAct(type, payer)) {
    const set_up = { kind: 'set_up', details: chargeDetails(request), ...verdictOn(request) } as const;
    return chargeType(type).saved_as === undefined ? set_up : { ...set_up, ...accountOf(request) };
  }
  const answer: Failed = { kind: 'failed', failure: SETUP_EXPIRED, details: {} };
  const later = onSilence({ account, type }, answer);
  const next_action = await nextActionOf(type, payer, requested_at);
  return { kind: 'requires_action', next_action, later };
}

/** Whoever pays by vouchers gets one for each payment, whatever they have agreed to. */
function mustAct(type: string, payer: { has_acted: boolean; has_agreed: boolean }): boolean {
  const has_agreed = payer.has_agreed && !isVoucher(type);
  return chargeType(type).payer_action !== null && !payer.has_acted && !has_agreed;
}

function isVoucher(type: string): boolean {
  return chargeType(type).voucher !== undefined;
}

function settles(type: string): 'at_once' | 'later' {
  return chargeType(type).settles;
}
