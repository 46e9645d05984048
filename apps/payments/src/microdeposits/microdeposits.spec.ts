import { judge, readParams } from './microdeposits.ts';

const terms = { type: 'amounts', attempts: { amounts: 3, descriptor_code: 10 } } as const;
const PREFIX = 'payment_method_microdeposit_verification_';

it.each([
  [{}, { code: 'parameter_missing', param: 'amounts' }],
  [{ amounts: [32] }, { code: `${PREFIX}amounts_invalid` }],
  [{ amounts: [32, 45, 1] }, { code: `${PREFIX}amounts_invalid` }],
  [{ amounts: [32, 0] }, { code: `${PREFIX}amounts_invalid` }],
  [{ amounts: [32, 45], descriptor_code: 'SM11AA' }, { param: 'amounts' }],
])('does not read %j', (params, error) => {
  expect(() => readParams(params)).toThrow(expect.objectContaining({ body: expect.objectContaining(error) }));
});

it.each([
  [{ amounts: [32, 45] }, {}, { verified: true }],
  [{ amounts: [32, 45] }, { amounts: 2 }, { verified: true }],
  [{ descriptor_code: 'SM11AA' }, { descriptor_code: 9 }, { verified: true }],
  [{ amounts: [10, 11] }, {}, { failure: { code: `${PREFIX}attempts_exceeded` } }],
  [{ descriptor_code: 'SM33CC' }, {}, { failure: { code: `${PREFIX}attempts_exceeded` } }],
  [{ amounts: [40, 41] }, {}, { failure: { code: `${PREFIX}timeout` } }],
  [{ descriptor_code: 'SM44DD' }, {}, { failure: { code: `${PREFIX}timeout` } }],
  [{ amounts: [45, 32] }, {}, { mismatch: { body: { code: `${PREFIX}amounts_mismatch` } } }],
  [
    { amounts: [1, 2] },
    { amounts: 1 },
    { mismatch: { message: expect.stringContaining('have 1 verification') } },
  ],
  [{ amounts: [1, 2] }, { amounts: 2 }, { failure: { code: `${PREFIX}attempts_exceeded` } }],
  [
    { descriptor_code: 'SM0000' },
    { descriptor_code: 8 },
    { mismatch: { body: { code: `${PREFIX}descriptor_code_mismatch` } } },
  ],
  [
    { descriptor_code: 'constructor' },
    { descriptor_code: 8 },
    { mismatch: { body: { code: `${PREFIX}descriptor_code_mismatch` } } },
  ],
  [
    { amounts: [1, 2] },
    { descriptor_code: 9 },
    { mismatch: { message: expect.stringContaining('have 2 verification') } },
  ],
  [
    { descriptor_code: 'SM0000' },
    { descriptor_code: 9 },
    { failure: { code: `${PREFIX}attempts_exceeded` } },
  ],
])('judges %j after %j wrong ones', (params, missed, verdict) => {
  expect(judge(readParams(params), terms, missed)).toMatchObject(verdict);
});
