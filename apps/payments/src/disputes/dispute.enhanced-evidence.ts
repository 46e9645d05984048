import { addressOf, type Emptyable, errors, given } from '@pinstripe/kernel';
import type Stripe from 'stripe';
import type { Dispute } from './dispute.ts';
import type { DisputeCause } from './dispute.causes.ts';

/**
 * Evidence in the forms that Visa wants beyond the usual: Compelling Evidence 3.0 (guide "Visa CE 3.0"), by which earlier
 * payments show that it is the same customer, and compliance, which costs a fee to contest.
 */

type Details = Dispute['evidence_details'];
type Eligibility = Details['enhanced_eligibility'];
type EnhancedEvidence = Dispute['evidence']['enhanced_evidence'];
type CompellingEvidence = NonNullable<EnhancedEvidence['visa_compelling_evidence_3']>;
type Transaction = NonNullable<CompellingEvidence['disputed_transaction']>;
type Prior = CompellingEvidence['prior_undisputed_transactions'][number];
type Params = Stripe.DisputeUpdateParams.Evidence.EnhancedEvidence;
type TransactionParams =
  Stripe.DisputeUpdateParams.Evidence.EnhancedEvidence.VisaCompellingEvidence3.DisputedTransaction;
type PriorParams =
  Stripe.DisputeUpdateParams.Evidence.EnhancedEvidence.VisaCompellingEvidence3.PriorUndisputedTransaction;
type RequiredAction = NonNullable<Eligibility['visa_compelling_evidence_3']>['required_actions'][number];

const NOTHING: CompellingEvidence = { disputed_transaction: null, prior_undisputed_transactions: [] };
const PRIORS = 2;
const PARAM = 'evidence[enhanced_evidence]';

/** What a dispute opens with. */
export function eligibilityOf(enhanced_evidence: DisputeCause['enhanced_evidence']): Eligibility {
  switch (enhanced_evidence) {
    case 'visa_compelling_evidence_3':
      return { visa_compelling_evidence_3: compelling(NOTHING) };
    case 'visa_compliance':
      return { visa_compliance: { status: 'requires_fee_acknowledgement' } };
    case null:
      return {};
  }
}

export function isCompliance({ enhanced_eligibility }: Details): boolean {
  return enhanced_eligibility.visa_compliance !== undefined;
}

export function isFeeAcknowledged({ enhanced_evidence }: Dispute['evidence']): boolean {
  return enhanced_evidence.visa_compliance?.fee_acknowledged === true;
}

/** @throws when the dispute takes no such evidence, or it is none. */
export function stageEnhancedEvidence(dispute: Dispute, params: Emptyable<Params>): EnhancedEvidence {
  if (params === undefined) return dispute.evidence.enhanced_evidence;
  if (params === '' || params === null) return {};
  const { visa_compelling_evidence_3: ce3, visa_compliance: compliance } = params;
  const eligible = dispute.evidence_details.enhanced_eligibility;
  const { enhanced_evidence } = dispute.evidence;
  for (const form of Object.keys(params)) {
    if (form in eligible) continue;
    throw errors.invalid(`This dispute is not eligible for ${form}.`, { param: `${PARAM}[${form}]` });
  }
  return {
    ...enhanced_evidence,
    ...(ce3 === undefined
      ? {}
      : { visa_compelling_evidence_3: stageCompelling(enhanced_evidence.visa_compelling_evidence_3, ce3) }),
    ...(compliance === undefined
      ? {}
      : { visa_compliance: { fee_acknowledged: compliance.fee_acknowledged ?? false } }),
  };
}

/** Whether what is staged has the form that the network wants. */
export function judgeEvidence(eligibility: Eligibility, evidence: Dispute['evidence']): Eligibility {
  const { enhanced_evidence } = evidence;
  return {
    ...(eligibility.visa_compelling_evidence_3 === undefined
      ? {}
      : { visa_compelling_evidence_3: compelling(enhanced_evidence.visa_compelling_evidence_3 ?? NOTHING) }),
    ...(eligibility.visa_compliance === undefined
      ? {}
      : {
          visa_compliance: {
            status: isFeeAcknowledged(evidence) ? 'fee_acknowledged' : 'requires_fee_acknowledgement',
          },
        }),
  };
}

/** Submitted with something missing, it counts as evidence like any other. */
export function judgeSubmission(eligibility: Eligibility): Eligibility {
  const ce3 = eligibility.visa_compelling_evidence_3;
  if (ce3?.status !== 'requires_action') return eligibility;
  return { ...eligibility, visa_compelling_evidence_3: { ...ce3, status: 'not_qualified' } };
}

/** The earlier payments that the parameters name. */
export function priorCharges({ evidence }: Stripe.DisputeUpdateParams): string[] {
  const enhanced = evidence?.enhanced_evidence || {};
  const priors = enhanced.visa_compelling_evidence_3?.prior_undisputed_transactions ?? [];
  return priors.map(({ charge }) => charge);
}

function stageCompelling(
  staged: CompellingEvidence = NOTHING,
  params: NonNullable<Params['visa_compelling_evidence_3']>,
): CompellingEvidence {
  const { disputed_transaction: disputed, prior_undisputed_transactions: priors } = params;
  if (priors !== undefined && priors.length > PRIORS) {
    throw errors.invalid(`There must be exactly ${PRIORS} prior undisputed transactions.`, {
      param: `${PARAM}[visa_compelling_evidence_3][prior_undisputed_transactions]`,
    });
  }
  return {
    disputed_transaction:
      disputed === undefined
        ? staged.disputed_transaction
        : disputedOf(staged.disputed_transaction, disputed),
    prior_undisputed_transactions: priors?.map(priorOf) ?? staged.prior_undisputed_transactions,
  };
}

function disputedOf(staged: Transaction | null, params: TransactionParams): Transaction {
  return {
    ...identifiersOf(staged, params, 'disputed_transaction'),
    merchandise_or_services: params.merchandise_or_services ?? staged?.merchandise_or_services ?? null,
  };
}

function priorOf(params: PriorParams, at: number): Prior {
  return { charge: params.charge, ...identifiersOf(null, params, `prior_undisputed_transactions][${at}`) };
}

/** What a device is known by has to be long enough to be the only one. */
const LENGTH_MIN = { customer_device_fingerprint: 20, customer_device_id: 15 } as const;

function identifiersOf(
  staged: Omit<Transaction, 'merchandise_or_services'> | null,
  params: Omit<TransactionParams, 'merchandise_or_services'>,
  place: string,
): Omit<Transaction, 'merchandise_or_services'> {
  for (const [field, length_min] of Object.entries(LENGTH_MIN)) {
    const value = params[field as keyof typeof LENGTH_MIN];
    if (!value || value.length >= length_min) continue;
    throw errors.invalid(`Invalid string: ${value}; must be at least ${length_min} characters`, {
      param: `${PARAM}[visa_compelling_evidence_3][${place}][${field}]`,
    });
  }
  return {
    customer_account_id: given(params.customer_account_id, staged?.customer_account_id ?? null),
    customer_device_fingerprint: given(
      params.customer_device_fingerprint,
      staged?.customer_device_fingerprint ?? null,
    ),
    customer_device_id: given(params.customer_device_id, staged?.customer_device_id ?? null),
    customer_email_address: given(params.customer_email_address, staged?.customer_email_address ?? null),
    customer_purchase_ip: given(params.customer_purchase_ip, staged?.customer_purchase_ip ?? null),
    product_description: given(params.product_description, staged?.product_description ?? null),
    shipping_address:
      params.shipping_address === undefined
        ? (staged?.shipping_address ?? null)
        : addressOf(params.shipping_address),
  };
}

function compelling(evidence: CompellingEvidence): NonNullable<Eligibility['visa_compelling_evidence_3']> {
  const required_actions = requiredActions(evidence);
  return { required_actions, status: required_actions.length === 0 ? 'qualified' : 'requires_action' };
}

function requiredActions({ disputed_transaction, prior_undisputed_transactions }: CompellingEvidence) {
  const priors = prior_undisputed_transactions;
  const missing: [RequiredAction, boolean][] = [
    ['missing_customer_identifiers', !isSameCustomer(disputed_transaction, priors)],
    ['missing_disputed_transaction_description', !disputed_transaction?.product_description],
    ['missing_merchandise_or_services', !disputed_transaction?.merchandise_or_services],
    [
      'missing_prior_undisputed_transaction_description',
      priors.some(({ product_description }) => !product_description),
    ],
    ['missing_prior_undisputed_transactions', new Set(priors.map(({ charge }) => charge)).size < PRIORS],
  ];
  return missing.filter(([, is_missing]) => is_missing).map(([action]) => action);
}

type Identifying = Omit<Transaction, 'merchandise_or_services' | 'product_description'>;

const FINGERPRINT = ['customer_device_fingerprint', 'customer_device_id'] as const;
const SECONDARY = ['customer_account_id', 'customer_email_address'] as const;
/** Without one of these an address tells nobody apart: the network wants all of it. */
const ADDRESS = ['line1', 'city', 'state', 'postal_code', 'country'] as const;

/**
 * Whether two elements are the same in all three payments, at least one of them the purchase IP or the device; the two
 * ways to tell the device count as one.
 */
function isSameCustomer(disputed: Transaction | null, priors: readonly Prior[]): boolean {
  if (disputed === null || priors.length < PRIORS) return false;
  const agrees = (field: keyof Identifying) => {
    const value = JSON.stringify(disputed[field]);
    return disputed[field] !== null && priors.every((prior) => JSON.stringify(prior[field]) === value);
  };
  const is_shipped = ADDRESS.every((field) => disputed.shipping_address?.[field] != null);
  const main = Number(agrees('customer_purchase_ip')) + Number(FINGERPRINT.some(agrees));
  return main === 2 || (main === 1 && (SECONDARY.some(agrees) || (is_shipped && agrees('shipping_address'))));
}
