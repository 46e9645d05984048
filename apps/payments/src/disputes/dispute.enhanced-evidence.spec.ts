import type Stripe from 'stripe';
import { chargeOf, NOW } from '../../test/charges.ts';
import { type DisputeCause, foreseen_causes } from './dispute.causes.ts';
import { judgeEvidence, judgeSubmission, stageEnhancedEvidence } from './dispute.enhanced-evidence.ts';
import { type Dispute, open } from './dispute.ts';

type Form = Stripe.DisputeUpdateParams.Evidence.EnhancedEvidence.VisaCompellingEvidence3;
type Disputed = NonNullable<Form['disputed_transaction']>;
type Prior = NonNullable<Form['prior_undisputed_transactions']>[number];

async function eligible(): Promise<Dispute> {
  const [cause] = foreseen_causes.visa_compelling_evidence_3 as [DisputeCause];
  return open(await chargeOf(), 1000, cause, null, { id: 'du_1', created: NOW, livemode: false });
}

/** What is said of all three payments, and what is said of the disputed one alone. */
async function judged(all: Partial<Prior>, alone: Disputed = {}, priors = 2) {
  const dispute = await eligible();
  const described = { product_description: 'Chair', ...all };
  const form: Form = {
    disputed_transaction: { merchandise_or_services: 'merchandise', ...described, ...alone },
    prior_undisputed_transactions: ['ch_2', 'ch_3']
      .slice(0, priors)
      .map((charge) => ({ ...described, charge })),
  };
  const enhanced_evidence = stageEnhancedEvidence(dispute, { visa_compelling_evidence_3: form });
  const { evidence_details, evidence } = dispute;
  return judgeEvidence(evidence_details.enhanced_eligibility, { ...evidence, enhanced_evidence });
}

const ip = { customer_purchase_ip: '10.0.0.1' };
const device = { customer_device_id: 'device-123456789' };
const fingerprint = { customer_device_fingerprint: 'fingerprint-1234567890' };
const email = { customer_email_address: 'jenny@example.com' };
const account = { customer_account_id: 'account_1' };
const home = { line1: '1 Main St', city: 'Springfield', state: 'IL', postal_code: '12345', country: 'US' };
const address = { shipping_address: home };

it.each<[string, object, Disputed, boolean]>([
  ['two main elements', { ...ip, ...device }, {}, true],
  ['one main and the email', { ...ip, ...email }, {}, true],
  ['one main and the account', { ...device, ...account }, {}, true],
  ['one main and the address', { ...fingerprint, ...address }, {}, true],
  ['a part of an address', { ...fingerprint, shipping_address: { ...home, city: '' } }, {}, false],
  ['the device alone, twice', { ...device, ...fingerprint }, {}, false],
  ['two secondary elements', { ...email, ...account }, {}, false],
  ['one main element', ip, {}, false],
  ['an email that differs', { ...ip, ...email }, { customer_email_address: 'other@example.com' }, false],
  ['nothing', {}, {}, false],
])('is the same customer by %s', async (_, all, alone, same) => {
  const { visa_compelling_evidence_3: ce3 } = await judged(all, alone);
  expect(ce3).toEqual(
    same
      ? { required_actions: [], status: 'qualified' }
      : { required_actions: ['missing_customer_identifiers'], status: 'requires_action' },
  );
});

it.each<[string, Parameters<typeof judged>, string[]]>([
  [
    'its description',
    [{ ...ip, ...email }, { product_description: '' }],
    ['missing_disputed_transaction_description'],
  ],
  [
    'an earlier description',
    [{ ...ip, ...email, product_description: '' }, { product_description: 'Chair' }],
    ['missing_prior_undisputed_transaction_description'],
  ],
  [
    'an earlier payment',
    [{ ...ip, ...email }, {}, 1],
    ['missing_customer_identifiers', 'missing_prior_undisputed_transactions'],
  ],
])('misses %s', async (_, given, required_actions) => {
  const { visa_compelling_evidence_3: ce3 } = await judged(...given);
  expect(ce3).toEqual({ required_actions, status: 'requires_action' });
});

it('qualifies, or counts as any other evidence, once it is submitted', async () => {
  const incomplete = judgeSubmission(await judged(ip));
  expect(incomplete.visa_compelling_evidence_3).toMatchObject({ status: 'not_qualified' });
  const complete = await judged({ ...ip, ...email });
  expect(judgeSubmission(complete)).toEqual(complete);
});

it.each<[string, object]>([
  ['[disputed_transaction][customer_device_id]', { disputed_transaction: { customer_device_id: 'short' } }],
  [
    '[prior_undisputed_transactions][0][customer_device_fingerprint]',
    { prior_undisputed_transactions: [{ charge: 'ch_2', customer_device_fingerprint: 'short' }] },
  ],
  [
    '[prior_undisputed_transactions]',
    { prior_undisputed_transactions: ['ch_2', 'ch_3', 'ch_4'].map((charge) => ({ charge })) },
  ],
])('is refused for %s', async (place, form) => {
  const dispute = await eligible();
  const param = `evidence[enhanced_evidence][visa_compelling_evidence_3]${place}`;
  expect(() => stageEnhancedEvidence(dispute, { visa_compelling_evidence_3: form })).toThrow(
    expect.objectContaining({ body: expect.objectContaining({ param }) }),
  );
});

it('is taken away by an empty value', async () => {
  const dispute = await eligible();
  expect(stageEnhancedEvidence(dispute, '')).toEqual({});
});
