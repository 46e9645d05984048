import type { Field, ObjectSchema, Route } from '@pinstripe/contract';
import type { JsonObject } from '@pinstripe/kernel';
import { Compiler, type FieldsReader } from './compile.ts';
import { Walk, type Input } from './walk.ts';

/** Parameters that were read: coerced, valid and complete. */
export interface Parameters {
  params: JsonObject;
  /** Paths to expand, as the client wrote them. */
  expand: string[];
  /** Strings at places where an id may stand, in the parameters' order. */
  references: string[];
}

export interface ReadOptions {
  /** Whether they came as JSON, whose leaves have types, instead of text. */
  is_json: boolean;
  /** Whether a client without a secret key may say that it knows the object's secret. */
  takes_client_secret: boolean;
}

/** Reads the parameters of requests by the schemas of their routes. */
export class ParameterReader {
  private readonly compiler = new Compiler();
  private readonly readers = new Map<string, FieldsReader>();

  /** @throws StripeError (400): the first of what is wrong with `input`, in the API's order of precedence. */
  read(route: Route, input: { [name: string]: Input }, options: ReadOptions): Parameters {
    const walk = new Walk({ is_typed: options.is_json, is_update: route.kind === 'update' });
    const params = this.reader(route, options.takes_client_secret)(input, null, walk);
    const error = walk.error();
    if (error !== null) throw error;
    const { expand = [] } = params as { expand?: string[] };
    delete params['expand'];
    return { params, expand, references: walk.references };
  }

  private reader(route: Route, takes_client_secret: boolean): FieldsReader {
    const name = takes_client_secret ? `${route.id} with client_secret` : route.id;
    let reader = this.readers.get(name);
    if (reader === undefined) {
      reader = this.compiler.fields(withOwn(route, takes_client_secret));
      this.readers.set(name, reader);
    }
    return reader;
  }
}

/** What a route declares, and what the gateway takes on every route of v1. */
function withOwn({ api, params }: Route, takes_client_secret: boolean): ObjectSchema {
  if (api === 'v2') return params;
  const expand: Field = optional({ kind: 'array', items: { kind: 'string' } });
  const own: [string, Field][] = [['expand', expand]];
  if (takes_client_secret) own.push(['client_secret', optional({ kind: 'string' })]);
  return { ...params, fields: new Map([...own, ...params.fields]) };
}

function optional(schema: Field['schema']): Field {
  return { schema, required: false, nullable: false, only_expanded: false };
}
