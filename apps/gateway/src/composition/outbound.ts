import {
  builtRoutes,
  objectType,
  ownerOfRoute,
  route as routeOf,
  type Route,
  type RouteId,
} from '@pinstripe/contract';
import { StripeError, type Json, type JsonObject } from '@pinstripe/kernel';
import type { Call, ErrorAnswer } from '@pinstripe/service';
import type { ComposedField } from './composed-fields.ts';
import { expand } from './expand.ts';
import { planExpansion, type ExpansionNode, type ExpansionTypes } from './expansion-plan.ts';
import { forward } from './forward.ts';
import { HiddenFields } from './hidden-fields.ts';
import { findObjects, type Transports } from './lookup.ts';

/** Makes of what a service answers what the client asked for: expands, and takes out what was not asked for. */
export class Outbound {
  private readonly built: ReadonlySet<string>;
  private readonly types: ExpansionTypes;
  private readonly hidden: HiddenFields;

  constructor(private readonly transports: Transports) {
    this.built = new Set(Object.values(builtRoutes).flat());
    this.types = {
      objectSchema: (object) => objectType(object)?.schema,
      isBuilt: (operation) => this.isBuilt(operation),
    };
    this.hidden = new HiddenFields(this.types);
  }

  /** Whether there is a service here that answers the route. */
  isBuilt(operation: RouteId): boolean {
    return this.built.has(operation) && this.transports[ownerOfRoute(routeOf(operation).path)] !== undefined;
  }

  /** @throws StripeError when one of `paths` cannot be expanded; null when there are none. */
  plan(paths: readonly string[], route: Route): ExpansionNode | null {
    return paths.length === 0 ? null : planExpansion(paths, route.result ?? { kind: 'any' }, this.types);
  }

  /** Completes `answer`, the object or list that `call` was answered with, in place. */
  async complete(answer: JsonObject, route: Route, plan: ExpansionNode | null, call: Call): Promise<void> {
    if (plan !== null) {
      await expand(answer, plan, {
        objects: (ids) => findObjects(ids, call.context, this.transports),
        compose: (field, id) => this.compose(field, id, call),
      });
    }
    if (route.result !== null) this.hidden.hide(answer, route.result, plan ?? undefined);
  }

  private async compose({ operation, param }: ComposedField, id: string, { context }: Call): Promise<Json> {
    const call: Call = {
      operation,
      ids: param === null ? [id] : [],
      params: param === null ? {} : { [param]: id },
      objects: {},
      context: { ...context, idempotency_key: null },
    };
    const { status, body } = await forward(call, routeOf(operation), [id], this.transports);
    if (status !== 200) throw new StripeError(status, (JSON.parse(body) as ErrorAnswer).error);
    return JSON.parse(body) as Json;
  }
}
