import type { Document } from '@pinstripe/contract';
import { errors, mergeMetadata } from '@pinstripe/kernel';
import type { Identity } from '@pinstripe/service';
import type Stripe from 'stripe';
import { isDefaultList } from '../rule.ts';
import type { StoredValueList } from './value-list.entity.ts';

export type ValueList = Document<StoredValueList>;

/** Which list of an account has which alias. */
export type Aliases = Readonly<Record<string, string>>;

const LENGTH_MAX = 100;

export function create(params: Stripe.Radar.ValueListCreateParams, identity: Identity): ValueList {
  const { alias, item_type = 'string', metadata, name } = params;
  requireAlias(alias);
  requireName(name);
  return {
    ...identity,
    object: 'radar.value_list',
    alias,
    created_by: 'API',
    item_type,
    metadata: mergeMetadata({}, metadata),
    name,
  };
}

export function update(list: ValueList, params: Stripe.Radar.ValueListUpdateParams): ValueList {
  requireOwn(list);
  const { alias = list.alias, metadata, name = list.name } = params;
  requireAlias(alias);
  requireName(name);
  return { ...list, alias, metadata: mergeMetadata(list.metadata, metadata), name };
}

/** @throws for a default list: its items may change, the list may not (guide "Lists") */
export function requireOwn({ alias }: Pick<ValueList, 'alias'>): void {
  if (!isDefaultList(alias)) return;
  throw errors.invalid(
    `The value list ${alias} is one of Radar's default lists: it cannot be changed or deleted. Its items can.`,
  );
}

/** The aliases after a list has taken one, instead of the one it had. @throws when another list has it */
export function takeAlias(aliases: Aliases, alias: string, id: string): Aliases {
  const { [alias]: holder } = aliases;
  if (holder !== undefined && holder !== id) {
    throw errors.invalid(`A value list with the alias ${alias} already exists.`, {
      code: 'resource_already_exists',
      param: 'alias',
    });
  }
  return { ...freeAlias(aliases, id), [alias]: id };
}

/** The aliases without that of a list. */
export function freeAlias(aliases: Aliases, id: string): Aliases {
  return Object.fromEntries(Object.entries(aliases).filter(([, holder]) => holder !== id));
}

/** Rules refer to a list as `@alias`. */
function requireAlias(alias: string): void {
  if (alias.length > LENGTH_MAX) throw errors.parameterTooLong(alias, LENGTH_MAX, 'alias');
  if (/^[a-z0-9_]+$/i.test(alias)) return;
  throw errors.invalid('Aliases of value lists may only contain letters, digits and underscores.', {
    param: 'alias',
  });
}

function requireName(name: string): void {
  if (name.length > LENGTH_MAX) throw errors.parameterTooLong(name, LENGTH_MAX, 'name');
}
