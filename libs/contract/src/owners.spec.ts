import { builtRoutes } from './built-routes.ts';
import { contract, type ObjectName } from './contract.ts';
import {
  objectOfId,
  ownerOfObject,
  ownerOfRoute,
  type Service,
  serviceOfPrefix,
  SERVICES,
} from './owners.ts';

const routes = [...contract().routes.values()];

describe('routes', () => {
  it('have one owner each', () => {
    const counts = new Map<Service, number>(SERVICES.map((service) => [service, 0]));
    for (const { path } of routes) counts.set(ownerOfRoute(path), counts.get(ownerOfRoute(path))! + 1);
    expect([...counts.values()].reduce((total, count) => total + count)).toBe(routes.length);
    expect([...counts].filter(([, count]) => count === 0)).toEqual([]);
  });

  it.each<[string, Service]>([
    ['/v1/customers/{customer}', 'billing'],
    ['/v1/customers/{customer}/discount', 'billing'],
    ['/v1/customers/{customer}/sources/{id}', 'payments'],
    ['/v1/customers/{customer}/cash_balance_transactions/{transaction}', 'payments'],
    ['/v1/customers/{customer}/tax_ids', 'billing'],
    ['/v1/account', 'connect'],
    ['/v1/account_links', 'connect'],
    ['/v1/tax/calculations', 'tax'],
    ['/v1/tax_rates', 'billing'],
    ['/v1/test_helpers/refunds/{refund}/expire', 'payments'],
    ['/v1/test_helpers/issuing/cards/{card}/shipping/ship', 'issuing'],
    ['/v2/billing/meter_event_stream', 'billing'],
    ['/v2/core/events', 'webhooks'],
    ['/oauth/token', 'connect'],
  ])('%s is owned by %s', (path, service) => {
    expect(ownerOfRoute(path)).toBe(service);
  });

  it('that nobody owns are an error', () => {
    expect(() => ownerOfRoute('/v1/customers_of_mine')).toThrow('nobody owns');
  });
});

describe('built routes', () => {
  const built = SERVICES.flatMap((service) => (builtRoutes[service] ?? []).map((id) => ({ id, service })));

  it('stand in the contract, once, under the service that owns them', () => {
    for (const { id, service } of built) {
      const route = contract().routes.get(id);
      expect([id, route === undefined ? 'nobody' : ownerOfRoute(route.path)]).toEqual([id, service]);
    }
    expect(new Set(built.map(({ id }) => id)).size).toBe(built.length);
  });
});

describe('object types', () => {
  const names = [...contract().object_types.keys()] as ObjectName[];
  const owners = names.map(ownerOfObject);

  it('have one owner each, and the contract knows all that are owned', () => {
    expect(owners.map(({ object }) => object)).toEqual(names);
  });

  it('share no prefix', () => {
    const prefixes = owners.flatMap((owner) => owner.prefixes);
    expect(prefixes.filter((prefix, at) => prefixes.indexOf(prefix) !== at)).toEqual([]);
  });

  it('have prefixes only if they have ids', () => {
    const without = owners.filter(
      ({ object }) => !contract().object_types.get(object)!.schema.fields.has('id'),
    );
    expect(without.filter(({ prefixes }) => prefixes.length > 0)).toEqual([]);
  });

  it.each<[string, ObjectName | undefined, Service | undefined]>([
    ['cus_123', 'customer', 'billing'],
    ['ch_123', 'charge', 'payments'],
    ['py_123', 'charge', 'payments'],
    ['pyr_123', 'refund', 'payments'],
    ['sub_123', 'subscription', 'billing'],
    ['sub_sched_123', 'subscription_schedule', 'billing'],
    ['cs_test_a1b2', 'checkout.session', 'billing'],
    ['tax_123', 'tax.transaction', 'tax'],
    ['pm_card_visa', 'payment_method', 'payments'],
    ['pi_123_secret_456', undefined, undefined],
    ['25OFF', undefined, undefined],
    ['_123', undefined, undefined],
    ['constructor_1', undefined, undefined],
  ])('%s is the id of a %s', (id, object, service) => {
    expect(objectOfId(id)?.object).toBe(object);
    expect(objectOfId(id)?.service).toBe(service);
  });

  it('can be found by prefix', () => {
    expect(serviceOfPrefix('acct')).toBe('connect');
    expect(serviceOfPrefix('cus_')).toBeUndefined();
  });
});
