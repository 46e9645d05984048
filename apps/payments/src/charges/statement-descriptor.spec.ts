import { calculatedStatementDescriptor, requireStatementDescriptor } from './statement-descriptor.ts';

it.each`
  statement_descriptor | statement_descriptor_suffix    | expected
  ${null}              | ${null}                        | ${'PINSTRIPE'}
  ${null}              | ${'OCT MARATHON'}              | ${'PINSTRIPE* OCT MARATHO'}
  ${'RUNCLUB'}         | ${null}                        | ${'PINSTRIPE* RUNCLUB'}
  ${'RUNCLUB'}         | ${'10K'}                       | ${'PINSTRIPE* 10K'}
  ${null}              | ${'a suffix that is too long'} | ${'PINSTRIPE* a suffix th'}
`(
  'cardholders read "$expected"',
  ({ expected, ...charge }: Parameters<typeof calculatedStatementDescriptor>[0] & { expected: string }) => {
    const descriptor = calculatedStatementDescriptor(charge);
    expect(descriptor).toBe(expected);
    expect(descriptor.length).toBeLessThanOrEqual(22);
  },
);

it.each(['<b', 'a>', 'a\\b', "o'clock", 'say "hi"', 'star*'])('refuses %s', (descriptor) => {
  expect(() => requireStatementDescriptor(descriptor, 'statement_descriptor')).toThrow(
    'disallowed characters',
  );
});

it('wants a letter', () => {
  expect(() => requireStatementDescriptor('12345', 'statement_descriptor_suffix')).toThrow(
    'The statement_descriptor_suffix must contain at least one letter.',
  );
});

it.each([undefined, '', 'OCT MARATHON', 'Ünïted'])('takes %s', (descriptor) => {
  expect(() => requireStatementDescriptor(descriptor, 'statement_descriptor')).not.toThrow();
});
