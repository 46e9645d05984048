import { type Emptyable, errors } from '@pinstripe/kernel';

/** What cardholders see of an account on their statements, before what a charge adds. */
const PREFIX = 'PINSTRIPE';
/** The same, as a name: what pages call a merchant, whose account has none yet. */
export const MERCHANT_NAME = 'Pinstripe';
const LENGTH_MAX = 22;
const FORBIDDEN = /[<>\\'"*]/;
const NOT_LATIN = /[^\P{L}\p{Script=Latin}]/u;

/**
 * A statement descriptor, or its suffix ("Statement descriptors": at most 22 characters in Latin script, a letter among them, and
 * none of `< > \ ' " *`).
 */
export function requireStatementDescriptor(
  descriptor: string | undefined,
  param: string,
  length_max = LENGTH_MAX,
): void {
  if (descriptor === undefined || descriptor === '') return;
  if (descriptor.length > length_max) throw errors.parameterTooLong(descriptor, length_max, param);
  if (FORBIDDEN.test(descriptor)) {
    throw invalidCharacters(
      `The ${param} contains at least one of the disallowed characters < > \\ ' " *.`,
      param,
    );
  }
  if (NOT_LATIN.test(descriptor)) {
    throw invalidCharacters(`The ${param} can only contain Latin characters.`, param);
  }
  if (!/\p{L}/u.test(descriptor)) {
    throw errors.invalid(`The ${param} must contain at least one letter.`, { param });
  }
}

/** A card's statement is described by a suffix alone (API reference, `statement_descriptor` of a PaymentIntent). */
export function refuseDescriptorOfCard(statement_descriptor: Emptyable<string>): void {
  if (!statement_descriptor) return;
  throw errors.invalid(
    'The statement_descriptor cannot be set for a payment by card. Set the statement_descriptor_suffix instead.',
    { param: 'statement_descriptor' },
  );
}

const NOT_KANA = /[^\p{Script=Hiragana}\p{Script=Katakana}ーｰ゛゜ﾞﾟ \u3000.．・･‐－-]/u;
const NOT_KANJI =
  /[<>\\'"*＊]|[^\P{L}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Latin}ーｰﾞﾟ]/u;

/** What the banks of Japan print instead ("Statement descriptors", Japanese ones). */
interface JapaneseSuffixes {
  statement_descriptor_suffix_kana?: Emptyable<string>;
  statement_descriptor_suffix_kanji?: Emptyable<string>;
}

/** @throws invalid_characters when one is not in its script */
export function requireJapaneseSuffixes(params: JapaneseSuffixes): void {
  const { statement_descriptor_suffix_kana: kana, statement_descriptor_suffix_kanji: kanji } = params;
  if (kana && NOT_KANA.test(kana)) {
    throw invalidCharacters(
      'The statement_descriptor_suffix_kana can only contain kana, spaces, dashes, and dots.',
      'payment_method_options[card][statement_descriptor_suffix_kana]',
    );
  }
  if (kanji && NOT_KANJI.test(kanji)) {
    throw invalidCharacters(
      'The statement_descriptor_suffix_kanji can only contain kanji, kana, and Latin characters, and none of < > \\ \' " * ＊.',
      'payment_method_options[card][statement_descriptor_suffix_kanji]',
    );
  }
}

function invalidCharacters(message: string, param: string) {
  return errors.invalid(message, { code: 'invalid_characters', param });
}

/** The descriptor of a payment, and its suffix. @throws as `requireStatementDescriptor` does */
export function requireStatementDescriptors(params: {
  statement_descriptor?: string;
  statement_descriptor_suffix?: string;
}): void {
  requireStatementDescriptor(params.statement_descriptor, 'statement_descriptor');
  requireStatementDescriptor(params.statement_descriptor_suffix, 'statement_descriptor_suffix');
}

/** What the cardholder reads. On a card charge the full descriptor only stands in for a suffix that is not given. */
export function calculatedStatementDescriptor(charge: {
  statement_descriptor: string | null;
  statement_descriptor_suffix: string | null;
}): string {
  const suffix = charge.statement_descriptor_suffix ?? charge.statement_descriptor;
  return suffix === null ? PREFIX : `${PREFIX}* ${suffix}`.slice(0, LENGTH_MAX).trimEnd();
}
