import { DAY, timestamp } from '@pinstripe/kernel';
import { BalanceWorker } from '../src/balance/balance.worker.ts';
import { MoneyWorld } from './money-world.ts';

let world: MoneyWorld;

beforeAll(async () => {
  world = await MoneyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.begin());

const pay = (params: object = {}) =>
  world.ok('POST /v1/charges', [], { amount: 1000, currency: 'usd', source: 'tok_visa', ...params });

describe('balance.available', () => {
  it('is told once when funds have become available, with what there is then', async () => {
    await pay();
    const { id } = await pay();
    await world.ok('POST /v1/refunds', [], { charge: id, amount: 100 });
    await world.events();
    await world.advance(3 * DAY);
    expect(await world.told()).toMatchObject([
      {
        type: 'balance.available',
        data: { object: { object: 'balance', available: [{ amount: 1782 }], pending: [{ amount: 0 }] } },
      },
    ]);
    await world.advance(3 * DAY);
    expect(await world.events()).toEqual([]);
  });

  it('is told to each account of its own funds', async () => {
    const first = world.account;
    await pay();
    world.begin();
    const second = world.account;
    await pay({ amount: 500 });
    await world.advance(3 * DAY);
    const availableTo = async (account: string) => {
      world.account = account;
      const told = (await world.told()).filter(({ type }) => type === 'balance.available');
      return told.map(({ data }) => data.object['available']);
    };
    expect(await availableTo(first)).toMatchObject([[{ amount: 941 }]]);
    expect(await availableTo(second)).toMatchObject([[{ amount: 455 }]]);
  });

  it('is not told again when the announcement is repeated', async () => {
    await pay();
    await world.events();
    const since = timestamp(world.clock);
    await world.advance(3 * DAY);
    expect(await world.events()).toEqual(['balance.available']);
    await world.unit(() => world.service.app.get(BalanceWorker).announce({ since }));
    expect(await world.events()).toEqual([]);
  });

  it('is not told of money that went out', async () => {
    const { id } = await pay();
    await world.advance(3 * DAY);
    await world.ok('POST /v1/refunds', [], { charge: id });
    await world.events();
    await world.advance(3 * DAY);
    expect(await world.events()).toEqual([]);
  });
});

it('lists transactions by what moved the money, and by currency', async () => {
  const { id } = await pay();
  await pay({ currency: 'eur' });
  const { id: refund } = await world.ok('POST /v1/refunds', [], { charge: id });
  const list = async (params: object) => {
    const transactions = await world.list('GET /v1/balance_transactions', params);
    return transactions.map(({ type, currency }) => [type, currency]);
  };
  expect(await list({})).toEqual([
    ['refund', 'usd'],
    ['charge', 'eur'],
    ['charge', 'usd'],
  ]);
  expect(await list({ type: 'charge' })).toEqual([
    ['charge', 'eur'],
    ['charge', 'usd'],
  ]);
  expect(await list({ currency: 'EUR' })).toEqual([['charge', 'eur']]);
  expect(await list({ source: refund })).toEqual([['refund', 'usd']]);
  expect(await world.error('GET /v1/balance_transactions', [], { payout: 'po_1' })).toMatchObject([501, {}]);
});
