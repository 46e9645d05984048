import { acceptanceOf, type Browser } from './acceptance.ts';

const NOW = 1_741_000_000;
const where = { ip_address: '192.0.2.1', user_agent: 'Mozilla/5.0' };
const browser: Browser = { ip_address: '198.51.100.7', user_agent: 'Safari' };
const online = (over: object) => ({ customer_acceptance: { type: 'online', online: over } });
const accepted = (over: object, accepted_at = NOW) => ({ accepted_at, online: over, type: 'online' });

it.each`
  mandate_data                                                                  | from       | expected
  ${undefined}                                                                  | ${browser} | ${null}
  ${''}                                                                         | ${null}    | ${null}
  ${online(where)}                                                              | ${null}    | ${accepted(where)}
  ${online(where)}                                                              | ${browser} | ${accepted(where)}
  ${online({})}                                                                 | ${browser} | ${accepted(browser)}
  ${online({ user_agent: 'Opera' })}                                            | ${browser} | ${accepted({ ...browser, user_agent: 'Opera' })}
  ${{ customer_acceptance: { type: 'online' } }}                                | ${browser} | ${accepted(browser)}
  ${{}}                                                                         | ${browser} | ${accepted(browser)}
  ${{ customer_acceptance: { type: 'online', online: where, accepted_at: 1 } }} | ${null}    | ${accepted(where, 1)}
  ${{ customer_acceptance: { type: 'offline' } }}                               | ${null}    | ${{ accepted_at: NOW, offline: {}, type: 'offline' }}
  ${{ customer_acceptance: { type: 'offline', accepted_at: 1 } }}               | ${browser} | ${{ accepted_at: 1, offline: {}, type: 'offline' }}
`('$mandate_data, confirmed from $from', ({ mandate_data, from, expected }) => {
  expect(acceptanceOf(mandate_data as object, from as Browser | null, NOW)).toEqual(expected);
});

it.each`
  mandate_data                                   | param
  ${{}}                                          | ${'mandate_data[customer_acceptance]'}
  ${{ customer_acceptance: { type: 'online' } }} | ${'mandate_data[customer_acceptance][online]'}
  ${online({ user_agent: 'Opera' })}             | ${'mandate_data[customer_acceptance][online][ip_address]'}
  ${online({ ip_address: '192.0.2.1' })}         | ${'mandate_data[customer_acceptance][online][user_agent]'}
`('a server says from where: $param', ({ mandate_data, param }) => {
  expect(() => acceptanceOf(mandate_data as object, null, NOW)).toThrow(
    expect.objectContaining({ body: expect.objectContaining({ code: 'parameter_missing', param }) }),
  );
});
