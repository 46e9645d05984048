import { errors, type Json, type StripeError } from '@pinstripe/kernel';
import { closest, distance } from 'fastest-levenshtein';
import type { FormValue } from './form.ts';

/** What a client sent: decoded from a form, where every leaf is text, or from JSON, where leaves have types. */
export type Input = FormValue | Json;

/** Where in the parameters a value stands. Its name is only written out when there is something to say about it. */
export interface Place {
  readonly name: string;
  readonly within: Place | null;
}

/** `shipping[address][line1]` */
export function paramOf(place: Place): string {
  return place.within === null ? place.name : `${paramOf(place.within)}[${place.name}]`;
}

export interface WalkMode {
  /** Whether leaves are JSON's own types instead of text. */
  is_typed: boolean;
  /** Whether the parameters change an object that exists, so that the empty string can unset what it has. */
  is_update: boolean;
}

/**
 * What one walk over the parameters gathers. It goes on after an error, because the API reports the unknown parameters
 * first, then what is invalid, then what is missing.
 */
export class Walk {
  readonly unknown: { place: Place; known: readonly string[] }[] = [];
  readonly failures: StripeError[] = [];
  readonly missing: Place[] = [];
  /** Strings at places where an id may stand. */
  readonly references: string[] = [];

  constructor(readonly mode: WalkMode) {}

  /** Always undefined, the value of what is not to be used: `return walk.fail(…)`. */
  fail(error: StripeError): undefined {
    this.failures.push(error);
  }

  /** The first error in the API's order of precedence, if there is any. */
  error(): StripeError | null {
    const [unknown] = this.unknown;
    if (unknown !== undefined && this.unknown.length === 1) {
      return errors.parameterUnknown(paramOf(unknown.place), suggestion(unknown.place, unknown.known));
    }
    if (unknown !== undefined)
      return errors.parametersUnknown(this.unknown.map(({ place }) => paramOf(place)));
    if (this.failures.length > 0) return this.failures[0]!;
    return this.missing.length > 0 ? errors.parameterMissing(paramOf(this.missing[0]!)) : null;
  }

  /** How much is wrong: of several readings of a value the one with the least is the one that was meant. */
  errorCount(): number {
    return this.unknown.length + this.failures.length + this.missing.length;
  }

  /** A walk to try a reading with, whose findings count once it is adopted. */
  trial(): Walk {
    return new Walk(this.mode);
  }

  adopt(trial: Walk): void {
    this.unknown.push(...trial.unknown);
    this.failures.push(...trial.failures);
    this.missing.push(...trial.missing);
    this.references.push(...trial.references);
  }
}

function suggestion(place: Place, known: readonly string[]): string | undefined {
  if (known.length === 0 || place.name.length > 100) return undefined;
  const nearest = closest(place.name, known);
  const distance_max = Math.min(3, Math.max(1, Math.floor(place.name.length * 0.4)));
  const is_near = distance(place.name, nearest) <= distance_max;
  return is_near ? paramOf({ name: nearest, within: place.within }) : undefined;
}

/** Reads a value: coerces it, or tells the walk what is wrong with it. Undefined stands for nothing usable. */
export type Check = (value: Input, place: Place, walk: Walk) => Json | undefined;
