import { context, runUnit, scope } from '@pinstripe/service';
import { loadSettings, peekSettings, saveSettings } from '../../payment-settings/payment-settings.entity.ts';
import { DEFAULT_LISTS } from '../rule.ts';
import type { Aliases } from './value-list.ts';
import { valueLists } from './value-list.entity.ts';

/** The aliases of the account's lists, relied on. The default lists are there from the start: whoever needs them first writes them down. */
export async function loadAliases(): Promise<Aliases> {
  const settings = await loadSettings();
  if (settings.value_lists !== null) return settings.value_lists;
  const lists = DEFAULT_LISTS.map((list) =>
    valueLists.insert({
      ...valueLists.identity(),
      object: 'radar.value_list',
      created_by: 'Stripe',
      metadata: {},
      ...list,
    }),
  );
  const value_lists = Object.fromEntries(lists.map(({ alias, id }) => [alias, id]));
  saveSettings({ ...settings, value_lists });
  return value_lists;
}

/** The aliases change in the unit that changes their lists, so that of two who want the same one is stale, and finds it taken. */
export async function saveAliases(value_lists: Aliases): Promise<void> {
  saveSettings({ ...(await loadSettings()), value_lists });
}

/** Writes the default lists down before something that may not write looks for them. */
export async function keepDefaultLists(): Promise<void> {
  if ((await peekSettings()).value_lists !== null) return;
  await runUnit(scope().runtime, { context: context() }, loadAliases);
}
