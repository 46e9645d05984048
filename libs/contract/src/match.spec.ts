import fc from 'fast-check';
import { contract } from './contract.ts';
import { matchRoute } from './match.ts';

it.each([
  ['GET', '/v1/customers/search', 'GET /v1/customers/search', []],
  ['GET', '/v1/customers/cus_1', 'GET /v1/customers/{customer}', ['cus_1']],
  ['POST', '/v1/customers/search', 'POST /v1/customers/{customer}', ['search']],
  ['GET', '/v1/invoices/upcoming', 'GET /v1/invoices/upcoming', []],
  ['DELETE', '/v1/invoices/upcoming', 'DELETE /v1/invoices/{invoice}', ['upcoming']],
  [
    'GET',
    '/v1/customers/cus_1/payment_methods/pm_1',
    'GET /v1/customers/{customer}/payment_methods/{payment_method}',
    ['cus_1', 'pm_1'],
  ],
  ['POST', '/v1/coupons/25%25%20OFF', 'POST /v1/coupons/{coupon}', ['25% OFF']],
  ['GET', '/v1/coupons/a%2Fb', 'GET /v1/coupons/{coupon}', ['a/b']],
])('%s %s is %s', (method, path, id, ids) => {
  expect(matchRoute(method, path)).toMatchObject({ found: 'route', route: { id }, ids });
});

it.each([
  ['PUT', '/v1/customers/cus_1', ['GET', 'POST', 'DELETE']],
  ['DELETE', '/v1/customers', ['GET', 'POST']],
  ['GET', '/v1/payment_intents/pi_1/confirm', ['POST']],
  ['PUT', '/v1/customers/search', ['GET', 'POST', 'DELETE']],
])('%s %s is there for other methods', (method, path, methods) => {
  const match = matchRoute(method, path);
  expect(match.found === 'path' && [...match.methods].sort()).toEqual([...methods].sort());
});

it.each([
  '',
  '/',
  '/v1',
  '/v1/',
  'v1/coupons',
  'api/v1/coupons',
  '/v1/coupons/',
  '/v1/unknown',
  '/v1/coupons/%E0%A4%A',
  '/v1/coupons//',
  '/__proto__',
  '/v1/constructor',
])('there is nothing at "%s"', (path) => {
  expect(matchRoute('GET', path)).toEqual({ found: 'nothing' });
});

it('finds every route by its own path, whatever the ids', () => {
  const routes = [...contract().routes.values()];
  fc.assert(
    fc.property(
      fc.constantFrom(...routes),
      fc.array(fc.string({ minLength: 1 }), { minLength: 3, maxLength: 3 }),
      (route, texts) => {
        const ids = route.path_params.map((_, at) => `id_${texts[at]}`);
        let at = 0;
        const path = route.path.replace(/\{\w+\}/g, () => encodeURIComponent(ids[at++]!));
        expect(matchRoute(route.method, path)).toEqual({ found: 'route', route, ids });
      },
    ),
  );
});
