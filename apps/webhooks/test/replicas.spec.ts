import { MINUTE } from '@pinstripe/kernel';
import type { Service } from '@pinstripe/service';
import { eventually, type Receiver, receiver, webhooksWorld, type World } from './world.ts';

let world: World;
let server: Receiver;

beforeAll(async () => {
  [world, server] = await Promise.all([webhooksWorld(), receiver()]);
  await world.start();
});
afterAll(() => Promise.all([world.close(), server.close()]));

const statusesOf = async (account: string) => {
  const rows = await world.query<{ status: string; count: number }>(
    'select status, count(*)::int as count from deliveries where account = $1 group by status order by status',
    [account],
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
};

/** Publishes events of `account`, with as many keys, so that both replicas consume some of them. */
const publish = (account: string, count: number) =>
  world.publish(Array.from({ length: count }, () => ({ account })));

const idsOf = (path: string) =>
  server.received.filter((each) => each.path === path).map(({ event }) => event.id);

describe('two replicas', () => {
  it('make each delivery once', async () => {
    const account = 'acct_both';
    for (const n of [1, 2, 3]) await world.createEndpoint(`${server.url}/ok/both/${n}`, {}, { account });
    const events = await publish(account, 300);
    await eventually(async () => expect(await statusesOf(account)).toEqual({ delivered: 900 }));
    for (const n of [1, 2, 3]) {
      const ids = idsOf(`/ok/both/${n}`);
      expect(ids).toHaveLength(300);
      expect(new Set(ids)).toEqual(new Set(events.map(({ id }) => id)));
    }
  });

  it('make each retry once', async () => {
    const account = 'acct_retries';
    await world.createEndpoint(`${server.url}/recovers/retries`, {}, { account });
    await publish(account, 50);
    await eventually(async () => {
      const rows = await world.query<{ count: number }>(
        'select count(*)::int as count from deliveries where account = $1 and jsonb_array_length(attempts) = 1',
        [account],
      );
      expect(rows).toEqual([{ count: 50 }]);
    });
    world.advance(12 * MINUTE);
    await eventually(async () => expect(await statusesOf(account)).toEqual({ delivered: 50 }));
    expect(idsOf('/recovers/retries')).toHaveLength(100);
  });

  it('give an event to an endpoint that one has made and the other stores it for', async () => {
    for (let n = 0; n < 10; n++) {
      const account = `acct_fresh_${n}`;
      await world.createEndpoint(`${server.url}/ok/fresh/${n}`, {}, { account });
      await publish(account, 4);
      await server.at(`/ok/fresh/${n}`, 4);
    }
  });
});

describe('a replica', () => {
  /** One replica, which has an attempt under way that hangs. */
  async function hanging(account: string): Promise<{ path: string; last: Service }> {
    for (const service of [...world.services]) await world.end(service);
    const last = await world.start();
    const path = `/awakes/${account}`;
    await world.createEndpoint(server.url + path, {}, { account });
    await publish(account, 1);
    await server.at(path);
    return { path, last };
  }

  it('that dies leaves its deliveries to another, once their time is over', async () => {
    const { path, last } = await hanging('acct_dies');
    await world.end(last, 'killed');
    await world.start();
    world.advance(1);
    await publish('acct_other', 1);
    expect(await statusesOf('acct_dies')).toEqual({ pending: 1 });
    expect(idsOf(path)).toHaveLength(1);
    world.advance(30);
    await eventually(async () => expect(await statusesOf('acct_dies')).toEqual({ delivered: 1 }));
    expect(idsOf(path)).toHaveLength(2);
  });

  it('that ends hands back what it has under way', async () => {
    const { path, last } = await hanging('acct_ends');
    await world.end(last);
    await world.start();
    await eventually(async () => expect(await statusesOf('acct_ends')).toEqual({ delivered: 1 }));
    expect(idsOf(path)).toHaveLength(2);
  });

  it.each([
    ['taken', 'claimed_until = claimed_until + 31'],
    ['recorded', 'version = version + 1'],
  ])('that ends does not hand back what another has %s since', async (taken, change) => {
    const account = `acct_ends_${taken}`;
    const { last } = await hanging(account);
    const key = 'where account = $1 returning claimed_until';
    const [before] = await world.query(`update deliveries set ${change} ${key}`, [account]);
    await world.end(last);
    await world.start();
    expect(await world.query('select claimed_until from deliveries where account = $1', [account])).toEqual([
      before,
    ]);
  });
});
