import { builtRoutes, ownerOfRoute, route, type RouteId } from '@pinstripe/contract';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** The contract ledger: what is declared is what is listed as built, each by the service that owns it. */
describe('the routes that are built', () => {
  it('are those that each service declares', () => {
    const declared = Object.fromEntries(
      world.platform.services.map(({ name, operations }) => [name, [...operations].sort()]),
    );
    const listed = Object.fromEntries(
      world.platform.services.map(({ name }) => [
        name,
        [...(builtRoutes[name as keyof typeof builtRoutes] ?? [])].sort(),
      ]),
    );
    expect(declared).toEqual(listed);
    expect(Object.keys(builtRoutes).sort()).toEqual(Object.keys(declared).sort());
  });

  it('belong to the service that declares them', () => {
    for (const { name, operations } of world.platform.services) {
      for (const operation of operations) {
        expect([operation, ownerOfRoute(route(operation as RouteId).path)]).toEqual([operation, name]);
      }
    }
  });

  it('are the only ones that answer: another says that it is not built', async () => {
    const stripe = world.sandbox();
    await expect(stripe.issuing.cardholders.list()).rejects.toMatchObject({
      statusCode: 501,
      message: expect.stringContaining('does not support this route yet'),
    });
  });
});
