import { ok, world } from '../../test/gateway-world.ts';

describe('composition in', () => {
  it('sends along the objects of other services, each owner asked once, and null for what is not there', async () => {
    const { send, payments, billing } = world();
    billing.objects_by_id = { cus_1: { id: 'cus_1', object: 'customer' } };
    const body =
      'amount=1&currency=usd&customer=cus_1&description=cus_2&metadata[customer]=cus_3&payment_method=pm_1';
    await send('POST', '/v1/payment_intents', body);
    expect(billing.queries.map(({ ids }) => ids)).toEqual([['cus_1']]);
    expect(payments.queries).toEqual([]);
    expect(payments.calls[0]!.objects).toEqual({ cus_1: { id: 'cus_1', object: 'customer' } });

    await send('GET', '/v1/customers/cus_9/payment_methods');
    expect(payments.calls[1]!.objects).toEqual({ cus_9: null });
  });

  it('brings what the service finds it needs, and gives up when it needs ever more', async () => {
    const { send, payments, billing } = world();
    billing.objects_by_id = { cus_1: { id: 'cus_1', object: 'customer' } };
    payments.respond = ({ objects }) =>
      objects['cus_1'] === undefined ? { kind: 'needs', ids: ['cus_1'] } : ok({ object: 'payment_intent' });
    expect((await send('POST', '/v1/payment_intents/pi_1/confirm')).status).toBe(200);
    payments.respond = () => ({ kind: 'needs', ids: ['cus_1'] });
    expect((await send('POST', '/v1/payment_intents/pi_1/confirm')).status).toBe(500);
  });
});

describe('composition out', () => {
  function intents() {
    const served = world();
    const { payments, billing } = served;
    billing.objects_by_id = {
      cus_1: { id: 'cus_1', object: 'customer', default_source: 'card_1', sources: null },
    };
    payments.objects_by_id = {
      ch_1: { id: 'ch_1', object: 'charge', customer: 'cus_1', balance_transaction: 'txn_1' },
      txn_1: { id: 'txn_1', object: 'balance_transaction' },
      card_1: { id: 'card_1', object: 'card' },
    };
    const intent = {
      id: 'pi_1',
      object: 'payment_intent',
      customer: 'cus_1',
      latest_charge: 'ch_1',
      on_behalf_of: null,
    };
    const list = {
      object: 'list',
      data: [intent, { ...intent, id: 'pi_2' }],
      has_more: false,
      url: '/v1/payment_intents',
    };
    payments.respond = ({ operation }) => {
      if (operation === 'GET /v1/charges/{charge}/refunds')
        return ok({ object: 'list', data: [{ id: 're_1', object: 'refund', charge: 'ch_1' }] });
      return ok(operation === 'GET /v1/payment_intents' ? list : intent);
    };
    return served;
  }

  it('expands level by level, one batch per owner', async () => {
    const { send, payments, billing } = intents();
    const { json } = await send(
      'GET',
      '/v1/payment_intents/pi_1?expand[]=latest_charge.balance_transaction&expand[]=customer.default_source&expand[]=latest_charge.customer',
    );
    expect(json).toMatchObject({
      customer: { id: 'cus_1', default_source: { id: 'card_1' } },
      latest_charge: {
        balance_transaction: { id: 'txn_1' },
        customer: { id: 'cus_1', default_source: 'card_1' },
      },
    });
    expect(payments.queries.map(({ ids }) => ids)).toEqual([['ch_1'], ['txn_1', 'card_1']]);
    expect(billing.queries.map(({ ids }) => ids)).toEqual([['cus_1'], ['cus_1']]);
  });

  it('expands in lists', async () => {
    const { send, payments } = intents();
    const { json } = await send(
      'GET',
      '/v1/payment_intents?expand[0]=data.latest_charge&expand[1]=data.customer',
    );
    expect(json).toMatchObject({
      data: [{ latest_charge: { id: 'ch_1' } }, { latest_charge: { id: 'ch_1' } }],
    });
    expect(payments.queries.map(({ ids }) => ids)).toEqual([['ch_1']]);
  });

  it('composes a list that is only there when it is expanded', async () => {
    const { send, payments } = intents();
    const { json } = await send('GET', '/v1/payment_intents/pi_1?expand[]=latest_charge.refunds.data.charge');
    expect(json).toMatchObject({
      latest_charge: { refunds: { data: [{ id: 're_1', charge: { id: 'ch_1' } }] } },
    });
    expect(payments.calls[1]).toMatchObject({ operation: 'GET /v1/charges/{charge}/refunds', ids: ['ch_1'] });
  });

  it('takes out what is only there when it is expanded', async () => {
    const { send, billing } = world();
    const coupon = {
      id: 'SAVE',
      object: 'coupon',
      applies_to: { products: [] },
      currency_options: {},
      metadata: {},
    };
    billing.respond = ({ operation }) =>
      ok(operation === 'GET /v1/coupons' ? { object: 'list', data: [coupon] } : coupon);
    const plain = { id: 'SAVE', object: 'coupon', metadata: {} };
    expect((await send('GET', '/v1/coupons/SAVE')).json).toEqual(plain);
    expect((await send('GET', '/v1/coupons')).json).toEqual({ object: 'list', data: [plain] });
    expect((await send('GET', '/v1/coupons/SAVE?expand[]=applies_to')).json).toEqual({
      ...plain,
      applies_to: { products: [] },
    });
  });

  it.each<[string, number, string]>([
    ['nothing', 400, 'This property cannot be expanded (nothing).'],
    ['amount', 400, 'This property cannot be expanded (amount).'],
    ['latest_charge.nothing.more', 400, 'This property cannot be expanded (latest_charge.nothing).'],
    ['metadata.customer', 400, 'This property cannot be expanded (metadata.customer).'],
    ['__proto__', 400, 'This property cannot be expanded (__proto__).'],
    [
      'latest_charge.customer.default_source.customer.x',
      400,
      'You cannot expand more than 4 levels of a property. Property: latest_charge.customer.default_source.customer.x',
    ],
    ['customer.subscriptions', 501, 'GET /v1/subscriptions'],
  ])('refuses %s before anything runs', async (path, status, message) => {
    const { send, payments } = intents();
    const answer = await send('POST', '/v1/payment_intents/pi_1/confirm', `expand[]=${path}`);
    expect(answer.json).toMatchObject({ error: { message: expect.stringContaining(message) } });
    expect(answer.status).toBe(status);
    expect(payments.calls).toEqual([]);
  });
});
