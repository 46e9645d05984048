import { type Emptyable, errors, type JsonObject, type Timestamp } from '@pinstripe/kernel';
import { PAYMENT_METHOD_TYPES } from '../payment-method-types/payment-method-types.ts';

/** `payment_method_options`: what an intent says of each type of payment method. */
type Options = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * The options of every type but `card` after `params`, without what only a confirmation takes; `''` unsets an option.
 * @throws when they are not what the type takes
 */
export function typeOptions(current: object | null, params: Emptyable<object>, now: Timestamp): Options {
  const asked = (params || {}) as Readonly<Record<string, Emptyable<object>>>;
  const before = (current ?? {}) as Options;
  const types = new Set([...Object.keys(before), ...Object.keys(asked)]);
  types.delete('card');
  const after = [...types].map((type) => {
    const { check_options, confirm_options = [] } = PAYMENT_METHOD_TYPES[type]!;
    const set = Object.entries(merged(before[type] ?? {}, (asked[type] || {}) as Fields));
    const options = Object.fromEntries(
      set.filter(([name, value]) => value !== '' && !confirm_options.includes(name)),
    );
    if (type in asked) check_options?.(options, `payment_method_options[${type}]`, now);
    return [type, options] as const;
  });
  return Object.fromEntries(after);
}

/** The options as an intent of this kind shows them: those of its types, with what holds unless somebody says otherwise. */
export function shownOptions<O extends object | null>(
  types: readonly string[],
  options: O,
  kind: 'options' | 'setup_options' = 'options',
): O {
  const given = (options ?? {}) as Options;
  const shown = types.flatMap((type) => {
    const { [kind]: defaults } = PAYMENT_METHOD_TYPES[type]!;
    const { [type]: options } = given;
    if (options === undefined) return defaults === undefined ? [] : [[type, defaults] as const];
    return [[type, merged(defaults ?? {}, options)] as const];
  });
  const kept = Object.entries(given).filter(([type]) => type !== 'card' && !types.includes(type));
  return Object.fromEntries([...shown, ...kept]) as O;
}

/** What was given, over what held before; so within a hash that both have. */
function merged(defaults: Fields, given: Fields): Fields {
  const over = Object.entries(given).map(([name, value]) => {
    const { [name]: held } = defaults;
    return [name, isHash(held) && isHash(value) ? { ...held, ...value } : value] as const;
  });
  return { ...defaults, ...Object.fromEntries(over) };
}

type Fields = Readonly<Record<string, unknown>>;

function isHash(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the provider of `type` is told: the intent's options, and what only the confirmation says. */
export function optionsOf(type: string, options: object | null, params: Emptyable<object>): JsonObject {
  const given = merged((options as Options | null)?.[type] ?? {}, ((params || {}) as Options)[type] ?? {});
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')) as JsonObject;
}

/** @throws parameter_missing when a payment cannot be asked for without one of the options */
export function requireOptions(type: string, options: JsonObject, param: string): void {
  const { required_options = [] } = PAYMENT_METHOD_TYPES[type]!;
  const missing = required_options.find((option) => options[option] === undefined);
  if (missing !== undefined) throw errors.parameterMissing(`${param}[${missing}]`);
}
