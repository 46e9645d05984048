import type { Json, JsonObject } from '@pinstripe/kernel';
import type { ComposedField } from './composed-fields.ts';
import type { ExpansionNode } from './expansion-plan.ts';

/** Where what is expanded comes from. */
export interface ExpansionSources {
  /** The objects with these ids; what is not found is left out. */
  objects(ids: readonly string[]): Promise<ReadonlyMap<string, JsonObject>>;
  /** What a composed field of the object `id` shows. */
  compose(field: ComposedField, id: string): Promise<Json>;
}

/** An id, and where it stands: the object that is fetched takes its place. */
interface Slot {
  holder: JsonObject | Json[];
  key: string | number;
  id: string;
  node: ExpansionNode;
}

interface Composition {
  holder: JsonObject;
  key: string;
  node: ExpansionNode;
}

/** One level of the tree: what is to be filled on it, and the objects that the next level looks into. */
interface Level {
  slots: Slot[];
  compositions: Composition[];
  below: { object: JsonObject; node: ExpansionNode }[];
}

/** Expands `answer` in place, level by level; each level asks once for all of its objects. */
export async function expand(
  answer: JsonObject,
  plan: ExpansionNode,
  sources: ExpansionSources,
): Promise<void> {
  let objects = [{ object: answer, node: plan }];
  while (objects.length > 0) {
    const level: Level = { slots: [], compositions: [], below: [] };
    for (const { object, node } of objects) {
      for (const [name, child] of node.children) visit(object, name, child, level);
    }
    await Promise.all([fillSlots(level, sources), compose(level, sources)]);
    objects = level.below;
  }
}

function visit(holder: JsonObject, name: string, node: ExpansionNode, level: Level): void {
  const value = holder[name];
  if (node.composed !== null) {
    if (typeof holder['id'] === 'string') level.compositions.push({ holder, key: name, node });
  } else if (Array.isArray(value)) {
    value.forEach((element, at) => place(element, { holder: value, key: at, node }, level));
  } else if (value !== undefined) {
    place(value, { holder, key: name, node }, level);
  }
}

function place(value: Json, slot: Omit<Slot, 'id'>, level: Level): void {
  if (typeof value === 'string') {
    if (slot.node.is_reference) level.slots.push({ ...slot, id: value });
  } else {
    descend(value, slot.node, level);
  }
}

function descend(value: Json, node: ExpansionNode, level: Level): void {
  if (node.children.size === 0 || value === null || typeof value !== 'object' || Array.isArray(value)) return;
  level.below.push({ object: value, node });
}

async function fillSlots(level: Level, sources: ExpansionSources): Promise<void> {
  if (level.slots.length === 0) return;
  const found = await sources.objects([...new Set(level.slots.map(({ id }) => id))]);
  for (const { holder, key, id, node } of level.slots) {
    const object = found.get(id);
    if (object === undefined) continue;
    // An object that stands in several places is expanded further in each of them differently.
    const placed = node.children.size === 0 ? object : structuredClone(object);
    (holder as Record<string | number, Json>)[key] = placed;
    descend(placed, node, level);
  }
}

async function compose(level: Level, sources: ExpansionSources): Promise<void> {
  await Promise.all(
    level.compositions.map(async ({ holder, key, node }) => {
      const value = await sources.compose(node.composed!, holder['id'] as string);
      holder[key] = value;
      descend(value, node, level);
    }),
  );
}
