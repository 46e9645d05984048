import { DAY } from '@pinstripe/kernel';
import { disputing } from './disputing.ts';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.begin());

const { pay, disputesOf, charged, refund } = disputing(() => world);

describe('an early fraud warning', () => {
  const warned = async () => {
    const charge = await pay('tok_createIssuerFraudRecord');
    expect(await world.events()).toEqual(['charge.succeeded', 'radar.early_fraud_warning.created']);
    const [warning] = await world.list('GET /v1/radar/early_fraud_warnings', { charge });
    return { charge, warning: warning! };
  };

  it('is actionable until its payment is refunded', async () => {
    const { charge, warning } = await warned();
    expect(warning).toMatchObject({ actionable: true, charge, fraud_type: 'misc' });
    expect(warning).not.toHaveProperty('payment_intent');
    expect(await disputesOf(charge)).toEqual([]);
    await refund(charge, { amount: 1 });
    await world.events();
    await refund(charge);
    expect(await world.events()).toContain('radar.early_fraud_warning.updated');
    const path = [warning['id'] as string];
    expect(await world.ok('GET /v1/radar/early_fraud_warnings/{early_fraud_warning}', path)).toMatchObject({
      actionable: false,
    });
  });
});

describe('a review', () => {
  const reviewed = async (params: object = {}) => {
    const charge = await pay('tok_riskLevelElevated', params);
    return { charge, review: (await charged(charge))['review'] as string };
  };
  const review = (id: string) => world.ok('GET /v1/reviews/{review}', [id]);
  const open = async () => (await world.list('GET /v1/reviews')).map(({ id }) => id);

  it('is opened with a payment of elevated risk, and approved once', async () => {
    const { charge, review: id } = await reviewed();
    expect(await world.events()).toEqual(['charge.succeeded', 'review.opened']);
    expect(await review(id)).toMatchObject({
      charge,
      closed_reason: null,
      open: true,
      opened_reason: 'rule',
      reason: 'rule',
    });
    expect(await open()).toEqual([id]);
    expect(await world.ok('POST /v1/reviews/{review}/approve', [id])).toMatchObject({
      closed_reason: 'approved',
      open: false,
      reason: 'approved',
    });
    expect(await world.events()).toEqual(['review.closed']);
    expect(await open()).toEqual([]);
    expect(await world.error('POST /v1/reviews/{review}/approve', [id])).toMatchObject([400, {}]);
  });

  it.each<[string, object, object]>([
    ['refunded', {}, {}],
    ['refunded', { capture: false }, {}],
    ['refunded_as_fraud', {}, { amount: 100, reason: 'fraudulent' }],
  ])('is closed as %s', async (reason, paid, refunded) => {
    const { charge, review: id } = await reviewed(paid);
    await world.events();
    expect(await refund(charge, refunded)).toMatchObject([200, {}]);
    expect(await world.events()).toContain('review.closed');
    expect(await review(id)).toMatchObject({ closed_reason: reason, open: false });
    const user_report = reason === 'refunded_as_fraud' ? 'fraudulent' : undefined;
    expect((await charged(charge))['fraud_details']).toEqual({ user_report });
  });

  it('is closed when nobody captures the payment', async () => {
    const { review: id } = await reviewed({ capture: false });
    await world.advance(8 * DAY);
    expect(await review(id)).toMatchObject({ closed_reason: 'refunded', open: false });
  });

  it('is not closed by a refund of a part', async () => {
    const { charge, review: id } = await reviewed();
    await refund(charge, { amount: 100 });
    expect(await review(id)).toMatchObject({ open: true });
  });
});
