import { requireMoreUsage } from './future-usage.ts';

it.each`
  key_type         | current          | asked            | allowed
  ${'publishable'} | ${null}          | ${'on_session'}  | ${true}
  ${'publishable'} | ${'on_session'}  | ${'off_session'} | ${true}
  ${'publishable'} | ${'on_session'}  | ${'on_session'}  | ${true}
  ${'publishable'} | ${'off_session'} | ${undefined}     | ${true}
  ${'publishable'} | ${'off_session'} | ${'on_session'}  | ${false}
  ${'publishable'} | ${'off_session'} | ${''}            | ${false}
  ${'publishable'} | ${'none'}        | ${'off_session'} | ${false}
  ${'secret'}      | ${'off_session'} | ${'on_session'}  | ${true}
  ${'secret'}      | ${'off_session'} | ${''}            | ${true}
`('a $key_type key changes $current to $asked: $allowed', ({ key_type, current, asked, allowed }) => {
  const changing = () => requireMoreUsage(key_type as 'secret', current as string, asked as string);
  if (allowed === true) expect(changing).not.toThrow();
  else
    expect(changing).toThrow(
      expect.objectContaining({ body: expect.objectContaining({ param: 'setup_future_usage' }) }),
    );
});
