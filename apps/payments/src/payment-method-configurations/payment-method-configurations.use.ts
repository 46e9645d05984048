import { errors } from '@pinstripe/kernel';
import { context, runUnit, scope } from '@pinstripe/service';
import { derivedId } from '../derived-ids.ts';
import { type Demand, fittingTypes } from '../intents/payment-method-types.ts';
import { loadSettings, peekSettings, saveSettings } from '../payment-settings/payment-settings.entity.ts';
import {
  createDefault,
  ON_BY_DEFAULT,
  type PaymentMethodConfiguration,
  requireActive,
  turnedOn,
} from './payment-method-configuration.ts';
import { paymentMethodConfigurations } from './payment-method-configuration.entity.ts';

/** What both kinds of intents say of the types that they offer. */
interface Offering extends Demand {
  payment_method_configuration_details: { readonly id: string; readonly parent: string | null } | null;
  payment_method_types: string[];
}

/** The id of the configuration that the account has from the start. */
export function defaultId(): string {
  return derivedId('pmc', 'default');
}

/** The account's default configuration: whoever wants to see it first writes it down. */
export async function defaultConfiguration(): Promise<PaymentMethodConfiguration> {
  const id = defaultId();
  const stored = await paymentMethodConfigurations.find(id);
  if (stored !== null) return stored;
  return paymentMethodConfigurations.insert(createDefault(paymentMethodConfigurations.identity(id)));
}

/** Writes the default configuration down before something that may not write looks for it. */
export async function keepDefaultConfiguration(): Promise<void> {
  if ((await paymentMethodConfigurations.peek(defaultId())) !== null) return;
  await runUnit(scope().runtime, { context: context() }, defaultConfiguration);
}

/** Saves a configuration that this unit has loaded; what the default one turns on, every payment has to know. */
export async function saveConfiguration(changed: PaymentMethodConfiguration) {
  if (changed.is_default) saveSettings({ ...(await loadSettings()), turned_on: [...turnedOn(changed)] });
  return paymentMethodConfigurations.save(changed);
}

/**
 * The intent with the types that a configuration offers for it: the one named `id`, the one it had, or the default. An
 * intent whose client has named the types keeps those.
 * @throws when a configuration is named that cannot be used, or that has nothing to offer
 */
export async function offer<I extends Offering>(intent: I, id?: string): Promise<I> {
  if (intent.automatic_payment_methods === null) {
    if (id === undefined) return intent;
    throw errors.parametersExclusive('payment_method_configuration', 'payment_method_types');
  }
  const before = intent.payment_method_configuration_details?.id;
  const chosen = await choose(id ?? before ?? defaultId(), before);
  const types = fittingTypes(chosen.on, intent);
  if (types.length === 0) throw nothingToOffer(chosen.id);
  return {
    ...intent,
    payment_method_configuration_details: { id: chosen.id, parent: null },
    payment_method_types: types,
  };
}

/** The default configuration is not even read: what counts of it is among the settings. */
async function choose(
  id: string,
  before: string | undefined,
): Promise<{ id: string; on: ReadonlySet<string> }> {
  if (id === defaultId()) return { id, on: new Set((await peekSettings()).turned_on ?? ON_BY_DEFAULT) };
  const configuration = await paymentMethodConfigurations.load(id, 'payment_method_configuration');
  if (id !== before) requireActive(configuration);
  return { id, on: turnedOn(configuration) };
}

/** What an update may change that the types depend on. */
const DEMANDING = ['capture_method', 'currency', 'payment_method_configuration', 'setup_future_usage'];

/** The same for an intent that `params` have just updated, if they could change what is offered. */
export async function offerAnew<I extends Offering>(
  intent: I,
  params: { payment_method_configuration?: string },
): Promise<I> {
  const { payment_method_configuration: id } = params;
  const is_open = intent.automatic_payment_methods !== null || id !== undefined;
  return is_open && DEMANDING.some((param) => param in params) ? offer(intent, id) : intent;
}

function nothingToOffer(id: string) {
  return errors.invalid(
    `No payment method of the payment method configuration ${id} is turned on that could be used here. Turn one on that ` +
      'supports the currency, or name the types in payment_method_types.',
    { code: 'payment_method_configuration_failures' },
  );
}
