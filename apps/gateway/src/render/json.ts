import type { Json, JsonObject } from '@pinstripe/kernel';

/**
 * Prints JSON as the API does: `id` and `object` first, then the other fields by name, indented by two.
 *
 * Objects of one kind come again and again with the same fields, so the printer learns the order of the fields at each
 * place of a document, and next time only checks that it still holds: sorting was half of the cost of an answer.
 */
export class JsonPrinter {
  private readonly root = new Shape();

  /** `kind` is what the values that look alike have in common: the operation that they are the answers of. */
  print(value: Json, kind: string): string {
    return print(value, this.root.field(kind), '\n') + '\n';
  }
}

/** What was last seen at one place of a document: its fields in order, each with what introduces it. */
class Shape {
  names: string[] = [];
  /** `"name": `, escaped, by position in `names`. */
  labels: string[] = [];
  /** A name that every object inherits (`constructor`) cannot be missed by reading it: such an order holds only once. */
  is_reliable = true;
  private readonly fields = new Map<string, Shape>();
  private element: Shape | null = null;

  learn(object: JsonObject): void {
    this.names = Object.keys(object).sort(byPlace);
    this.is_reliable = !this.names.some((name) => name in Object.prototype);
    this.labels = this.names.map((name) => `${JSON.stringify(name)}: `);
  }

  field(name: string): Shape {
    let shape = this.fields.get(name);
    if (shape === undefined) this.fields.set(name, (shape = new Shape()));
    return shape;
  }

  elements(): Shape {
    return (this.element ??= new Shape());
  }
}

function byPlace(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function rank(name: string): number {
  if (name === 'id') return 0;
  return name === 'object' ? 1 : 2;
}

/** `margin` is a line feed and the indentation of the line that `value` begins on. */
function print(value: Json, shape: Shape, margin: string): string {
  if (typeof value === 'string') return quote(value);
  if (value === null || typeof value !== 'object') return String(value);
  return Array.isArray(value) ? printArray(value, shape, margin) : printObject(value, shape, margin);
}

function printArray(array: Json[], shape: Shape, margin: string): string {
  if (array.length === 0) return '[]';
  const inner = margin + '  ';
  const element = shape.elements();
  let text = '[';
  for (let at = 0; at < array.length; at++) {
    text += (at === 0 ? inner : ',' + inner) + print(array[at]!, element, inner);
  }
  return text + margin + ']';
}

function printObject(object: JsonObject, shape: Shape, margin: string): string {
  const count = Object.keys(object).length;
  if (count === 0) return '{}';
  if (count !== shape.names.length || !shape.is_reliable) shape.learn(object);
  return printFields(object, shape, margin) ?? (shape.learn(object), printFields(object, shape, margin)!);
}

/** Null when `object` has other fields than the shape: a field that the shape names and the object lacks reads undefined. */
function printFields(object: JsonObject, shape: Shape, margin: string): string | null {
  const { names, labels } = shape;
  const inner = margin + '  ';
  let text = '{';
  for (let at = 0; at < names.length; at++) {
    const name = names[at]!;
    const value = object[name];
    if (value === undefined) return null;
    text += (at === 0 ? inner : ',' + inner) + labels[at]!;
    if (typeof value === 'string') text += quote(value);
    else if (value === null || typeof value !== 'object') text += String(value);
    else text += print(value, shape.field(name), inner);
  }
  return text + margin + '}';
}

const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

function quote(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}
