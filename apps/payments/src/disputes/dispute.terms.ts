/** What comes before a dispute withdraws anything. */
interface InquiryTerms {
  /** After how many days it ends, answered or not. */
  open_days: number;
  /** Whether it is a chargeback then, or over. */
  escalates: boolean;
  takes_evidence: boolean;
}

/** How a payment method's network goes about disputes ("How disputes work", and each method's page). */
export interface DisputeTerms {
  /** How long the merchant has; null where a dispute is lost as soon as it is there. */
  respond_within_days: number | null;
  /** Whether the fee for the dispute comes back when it is won. */
  returns_fee: boolean;
  charges_fee: boolean;
  /** How an inquiry goes. */
  inquiry: InquiryTerms;
  /** Whether what the payer has permitted is over with it. */
  ends_mandate?: true;
}

const card: DisputeTerms = {
  respond_within_days: 21,
  returns_fee: false,
  charges_fee: true,
  inquiry: { open_days: 120, escalates: false, takes_evidence: true },
};
const final: DisputeTerms = { ...card, respond_within_days: null };
const within = (respond_within_days: number): DisputeTerms => ({ ...card, respond_within_days });

/** By the type of the payment method. Where a page gives a span of days, its end. */
const terms: Readonly<Record<string, DisputeTerms>> = {
  ach_debit: final,
  acss_debit: final,
  affirm: within(15),
  afterpay_clearpay: within(14),
  alma: within(14),
  amazon_pay: within(10),
  au_becs_debit: final,
  bacs_debit: final,
  billie: within(12),
  blik: within(12),
  cashapp: within(13),
  kakao_pay: within(5),
  klarna: {
    ...within(13),
    returns_fee: true,
    inquiry: { open_days: 21, escalates: true, takes_evidence: false },
  },
  kr_card: within(5),
  naver_pay: within(5),
  payco: within(5),
  paypal: { ...within(19), charges_fee: false },
  revolut_pay: within(14),
  samsung_pay: within(5),
  satispay: within(12),
  sepa_debit: final,
  us_bank_account: { ...final, ends_mandate: true },
  zip: { ...card, returns_fee: true },
};

/** Those of cards, for a type that says nothing else, and a dispute that names none. */
export function disputeTerms(payment_method_type = 'card'): DisputeTerms {
  return terms[payment_method_type] ?? card;
}
