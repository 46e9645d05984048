import { importedAuthentication } from './imported-authentication.ts';

type Given = NonNullable<Parameters<typeof importedAuthentication>[0]['three_d_secure']>;

const given: Given = {
  cryptogram: '4BQwsg4yuKt0S1LI1nDZTcO9vUM=',
  transaction_id: 'f879ea1c-aa2c-4441-806d-e30406466d79',
  version: '2.2.0',
};
const importing = (over: object, network: string | null = null) =>
  importedAuthentication({ network, three_d_secure: { ...given, ...over } });
const bank = (cartes_bancaires: object) => ({
  network_options: { cartes_bancaires: { cb_avalgo: '1', ...cartes_bancaires } },
});

it('is none unless it is given', () => {
  expect(importedAuthentication({})).toBeNull();
});

it('is what its provider has found out', () => {
  const { cryptogram: _, ...kept } = given;
  const found = {
    ares_trans_status: 'Y',
    electronic_commerce_indicator: '05',
    exemption_indicator: 'low_risk',
  };
  expect(importing({ ...found, requestor_challenge_indicator: '02' })).toEqual({ ...kept, ...found });
  expect(importing({})).toEqual({
    ...kept,
    ares_trans_status: null,
    electronic_commerce_indicator: null,
    exemption_indicator: null,
  });
});

it.each([
  [undefined, undefined, null],
  ['low_risk', undefined, 'low_risk'],
  ['low_risk', 'AAAA', 'low_risk'],
  [undefined, 'BAAA', 'low_risk'],
  [undefined, 'AAAA', 'none'],
])('the exemption %s with %s of Cartes Bancaires is %s', (exemption_indicator, cb_exemption, expected) => {
  const asked = { exemption_indicator, ...bank({ cb_exemption, cb_score: 9 }) };
  expect(importing(asked, 'cartes_bancaires')).toMatchObject({ exemption_indicator: expected });
});

const PARAM = 'payment_method_options[card][three_d_secure]';
const CB = `${PARAM}[network_options][cartes_bancaires]`;
it.each([
  [{ cryptogram: 'too short' }, null, `${PARAM}[cryptogram]`],
  [{ cryptogram: `${given.cryptogram}=` }, null, `${PARAM}[cryptogram]`],
  [{ cryptogram: undefined }, null, `${PARAM}[cryptogram]`],
  [{ transaction_id: undefined }, null, `${PARAM}[transaction_id]`],
  [{ version: undefined }, null, `${PARAM}[version]`],
  [{ transaction_id: '' }, null, `${PARAM}[transaction_id]`],
  [{ requestor_challenge_indicator: '00' }, null, `${PARAM}[requestor_challenge_indicator]`],
  [{ requestor_challenge_indicator: '100' }, null, `${PARAM}[requestor_challenge_indicator]`],
  [bank({}), 'visa', 'payment_method_options[card][network]'],
  [bank({ cb_exemption: 'AAA' }), 'cartes_bancaires', `${CB}[cb_exemption]`],
  [bank({ cb_score: 100 }), 'cartes_bancaires', `${CB}[cb_score]`],
  [bank({ cb_score: -1 }), 'cartes_bancaires', `${CB}[cb_score]`],
  [
    { exemption_indicator: 'none', ...bank({ cb_exemption: 'BAAA' }) },
    'cartes_bancaires',
    `${PARAM}[exemption_indicator]`,
  ],
])('refuses %j on the network %s', (over, network, param) => {
  expect(() => importing(over, network)).toThrow(
    expect.objectContaining({ status: 400, body: expect.objectContaining({ param }) }),
  );
});
