import {
  calculatedStatementDescriptor,
  refuseDescriptorOfCard,
  requireJapaneseSuffixes,
  requireStatementDescriptor,
} from './statement-descriptor.ts';

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

it('has 22 characters at most', () => {
  const requiring = (descriptor: string) => () =>
    requireStatementDescriptor(descriptor, 'statement_descriptor');
  expect(requiring('x'.repeat(22))).not.toThrow();
  expect(requiring('x'.repeat(23))).toThrow('at most 22 characters');
});

it('wants a letter', () => {
  expect(() => requireStatementDescriptor('12345', 'statement_descriptor_suffix')).toThrow(
    'The statement_descriptor_suffix must contain at least one letter.',
  );
});

it.each([undefined, '', 'OCT MARATHON', 'Ünïted'])('takes %s', (descriptor) => {
  expect(() => requireStatementDescriptor(descriptor, 'statement_descriptor')).not.toThrow();
});

it.each(['Россия 10', '漢字 A', 'ΣHOP'])('refuses %s, which is not in Latin script', (descriptor) => {
  expect(() => requireStatementDescriptor(descriptor, 'statement_descriptor')).toThrow(
    expect.objectContaining({ body: expect.objectContaining({ code: 'invalid_characters' }) }),
  );
});

it('has only a suffix for a card', () => {
  expect(() => refuseDescriptorOfCard('RUNCLUB')).toThrow('statement_descriptor_suffix');
  expect(() => refuseDescriptorOfCard('')).not.toThrow();
  expect(() => refuseDescriptorOfCard(undefined)).not.toThrow();
});

it.each`
  script     | suffix                       | allowed
  ${'kana'}  | ${'カナサフィックス'}        | ${true}
  ${'kana'}  | ${'ひらがな・カタカナ ー.-'} | ${true}
  ${'kana'}  | ${'ｶﾅｻﾌｨｯｸｽ ｶﾞ'}             | ${true}
  ${'kana'}  | ${'カナ10'}                  | ${false}
  ${'kana'}  | ${'漢字'}                    | ${false}
  ${'kanji'} | ${'漢字サフィックス'}        | ${true}
  ${'kanji'} | ${'株式会社 ABC 10'}         | ${true}
  ${'kanji'} | ${'漢字＊'}                  | ${false}
  ${'kanji'} | ${'漢字"'}                   | ${false}
  ${'kanji'} | ${'Россия'}                  | ${false}
  ${'kanji'} | ${''}                        | ${true}
`('takes "$suffix" as a suffix in $script: $allowed', ({ script, suffix, allowed }) => {
  const taking = () =>
    requireJapaneseSuffixes({ [`statement_descriptor_suffix_${script}`]: suffix as string });
  if (allowed === true) expect(taking).not.toThrow();
  else expect(taking).toThrow(expect.objectContaining({ status: 400 }));
});
