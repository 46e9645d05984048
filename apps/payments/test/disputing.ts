import type { MoneyWorld } from './money-world.ts';

/** What tests of disputes, warnings and reviews do in a world that is there once they run. */
export function disputing(world: () => MoneyWorld) {
  const pay = async (source: string, params: object = {}) => {
    const charge = { amount: 2000, currency: 'usd', source, ...params };
    const { id } = await world().ok('POST /v1/charges', [], charge);
    return id as string;
  };
  const disputesOf = (charge: string) => world().list('GET /v1/disputes', { charge });
  const disputed = async (source = 'tok_createDispute') => {
    const charge = await pay(source);
    const [dispute] = await disputesOf(charge);
    await world().events();
    return { charge, id: dispute!['id'] as string };
  };
  const charged = (id: string) => world().ok('GET /v1/charges/{charge}', [id]);
  const refund = (charge: string, params: object = {}) =>
    world().call('POST /v1/refunds', [], { charge, ...params });
  const typesOf = async (work: Promise<unknown>) => {
    await work;
    return world().events();
  };
  return { pay, disputesOf, disputed, charged, refund, typesOf };
}
