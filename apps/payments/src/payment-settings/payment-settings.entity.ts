import { Resource, scope, type Unit } from '@pinstripe/service';

/**
 * What every payment of an account has to know of its settings, in one small row, so that it is one read. Whatever changes it is
 * saved in the same unit as what it is about; of two who change it at once, one is stale and looks again.
 */
export interface PaymentSettings {
  id: string;
  object: 'payment_settings';
  /** What the default payment method configuration has turned on; null while nobody has changed that. */
  turned_on: string[] | null;
  /** The ids of Radar's value lists, by their aliases; null while nobody has looked at them, and so none has items. */
  value_lists: Readonly<Record<string, string>> | null;
}

const settings = new Resource<PaymentSettings>({
  object: 'payment_settings',
  table: 'payment_settings',
  prefix: 'pst',
  url: '',
  param: 'payment_settings',
});

/** An account has one row in each mode. */
const ID = 'payment_settings';
const NOTHING_SET: PaymentSettings = {
  id: ID,
  object: 'payment_settings',
  turned_on: null,
  value_lists: null,
};

/** As the unit at hand has seen them. */
const peeked = new WeakMap<Unit, Promise<PaymentSettings>>();

/** The account's settings, not relied on; a unit reads them once. */
export function peekSettings(): Promise<PaymentSettings> {
  const { unit } = scope();
  const known = peeked.get(unit) ?? settings.peek(ID).then((stored) => stored ?? NOTHING_SET);
  peeked.set(unit, known);
  return known;
}

/** The account's settings, relied on. */
export async function loadSettings(): Promise<PaymentSettings> {
  return (await settings.find(ID)) ?? settings.insert(NOTHING_SET);
}

/** Changes the settings, which this unit has loaded. */
export function saveSettings(changed: PaymentSettings): void {
  settings.save(changed);
  peeked.set(scope().unit, Promise.resolve(changed));
}
