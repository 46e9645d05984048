import { create, freeAlias, requireOwn, takeAlias, update } from './value-list.ts';

const identity = { id: 'rsl_1', created: 1_740_000_000, livemode: false };
const params = { alias: 'our_ips', name: 'Our addresses' };
const list = create(params, identity);

it('is a list of texts unless it says otherwise', () => {
  expect(list).toEqual({
    ...identity,
    ...params,
    object: 'radar.value_list',
    created_by: 'API',
    item_type: 'string',
    metadata: {},
  });
  const ips = create({ ...params, item_type: 'ip_address', metadata: { a: '1' } }, identity);
  expect(ips).toMatchObject({ item_type: 'ip_address', metadata: { a: '1' } });
});

it.each([
  [{ ...params, alias: 'our-ips' }, 'alias'],
  [{ ...params, alias: '@our_ips' }, 'alias'],
  [{ ...params, alias: 'a'.repeat(101) }, 'alias'],
  [{ ...params, name: 'a'.repeat(101) }, 'name'],
])('is not made of %j', (wrong, param) => {
  const refusal = expect.objectContaining({ body: expect.objectContaining({ param }) });
  expect(() => create(wrong, identity)).toThrow(refusal);
  expect(() => update(list, wrong)).toThrow(refusal);
});

it('may be called otherwise', () => {
  const renamed = update(list, { alias: 'ips', metadata: { a: '1' } });
  expect(renamed).toEqual({ ...list, alias: 'ips', metadata: { a: '1' } });
  expect(update(renamed, { name: 'IPs' })).toEqual({ ...renamed, name: 'IPs' });
});

it('stays as it is when it is one of the default lists', () => {
  const given = { ...list, alias: 'email_blocklist' };
  expect(() => requireOwn(list)).not.toThrow();
  expect(() => requireOwn(given)).toThrow("one of Radar's default lists");
  expect(() => update(given, { name: 'Mine' })).toThrow("one of Radar's default lists");
});

describe('an alias', () => {
  const taken = takeAlias({}, 'ips', 'rsl_1');

  it('is one list’s', () => {
    expect(taken).toEqual({ ips: 'rsl_1' });
    expect(() => takeAlias(taken, 'ips', 'rsl_2')).toThrow('alias ips already exists');
    expect(takeAlias(taken, 'ips', 'rsl_1')).toEqual(taken);
  });

  it('is free once its list has another or is gone', () => {
    expect(takeAlias(taken, 'addresses', 'rsl_1')).toEqual({ addresses: 'rsl_1' });
    expect(freeAlias(taken, 'rsl_1')).toEqual({});
    expect(freeAlias(taken, 'rsl_2')).toEqual(taken);
  });
});
