import { type Emptyable, requireBuilt } from '@pinstripe/kernel';

/**
 * What `payment_method_options` ask of a card; `''` unsets an option.
 * @throws when they ask for another option than the ones `built`, or for another type of payment method
 */
export function cardOptions<Card extends object, Option extends keyof Card & string>(
  params: Emptyable<{ card?: Emptyable<Card> }>,
  built: readonly Option[],
): Pick<Card, Option> {
  const options = params || {};
  requireBuilt(options, others(options, ['card']), 'payment_method_options');
  const card = options.card || {};
  requireBuilt(card, others(card, built), 'payment_method_options[card]');
  return Object.fromEntries(
    Object.entries(card).filter(([name]) => (built as readonly string[]).includes(name)),
  ) as Pick<Card, Option>;
}

function others(params: object, built: readonly string[]): string[] {
  return Object.keys(params).filter((name) => !built.includes(name));
}
