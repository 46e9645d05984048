import { builtEvents, unsentEvents } from './built-events.ts';
import { builtRoutes } from './built-routes.ts';
import { contract, type EventType, type ObjectName, route, type ThinEventType } from './contract.ts';
import { objectsOfEvent, ownerOfEvent, type Service, SERVICES } from './owners.ts';
import type { Schema } from './schema.ts';

/** What can be said of one type of event. */
export interface EventState {
  type: EventType | ThinEventType;
  objects: readonly ObjectName[];
  /** Whether a service sends it. */
  is_sent: boolean;
  /** Why it is not sent though its resource is built; null of all others. */
  reason: string | null;
  /** Whether the service that sends it has a route built that answers with what it is about. */
  is_built: boolean;
}

const sent: ReadonlySet<string> = new Set(Object.values(builtEvents).flat());

/** What no route answers with, and only events tell of, is built with what it hangs on. */
const TOLD_WITH: Readonly<Partial<Record<ObjectName, ObjectName>>> = {
  source_mandate_notification: 'source',
};

/** Every type of event that the contract knows, snapshots first. */
export function eventStates(): EventState[] {
  const built = new Map(SERVICES.map((service) => [service, builtObjects(service)]));
  const { event_types, thin_event_types } = contract();
  const types = [...event_types.keys(), ...(thin_event_types.keys() as Iterable<ThinEventType>)];
  return types.map((type) => {
    const objects = objectsOfEvent(type);
    return {
      type,
      objects,
      is_sent: sent.has(type),
      reason: unsentEvents[type as EventType] ?? null,
      is_built: objects.some((object) => built.get(ownerOfEvent(type))!.has(TOLD_WITH[object] ?? object)),
    };
  });
}

function builtObjects(service: Service): Set<string> {
  const results = (builtRoutes[service] ?? []).map((id) => route(id).result);
  return new Set(results.flatMap((result) => (result === null ? [] : objectsIn(result))));
}

function objectsIn(schema: Schema): readonly string[] {
  if (schema.kind === 'resource') return schema.of;
  return schema.kind === 'list' ? objectsIn(schema.items) : [];
}

/** `docs/events.md`: the types of events, by the service that sends them, and what becomes of each. */
export function eventsTable(): string {
  const states = Map.groupBy(eventStates(), ({ type }) => ownerOfEvent(type));
  const owners = SERVICES.filter((service) => states.has(service));
  const summary = owners.map((service) => {
    const of_service = states.get(service)!;
    return [service, String(of_service.length), String(of_service.filter(({ is_sent }) => is_sent).length)];
  });
  const sections = owners.map((service) => {
    const rows = states.get(service)!.map((state) => [`\`${state.type}\``, aboutOf(state), verdictOf(state)]);
    return `## ${service}\n\n${table(['type', 'about', ''], rows)}`;
  });
  return `${INTRODUCTION}\n${table(['service', 'types', 'sent'], summary)}\n${sections.join('\n')}`;
}

const INTRODUCTION = `# Events

<!-- Generated from the contract by \`npm run events\`: do not edit. -->

Every type of event that the contract has, by the service that sends it. What is _sent_ has a story in
\`apps/platform/test/events\`, by which it happens in every run of the tests and is seen on its topic, in the form that
\`/asyncapi.json\` declares. The others wait for their resource to be built, or say why they do not happen.
`;

function aboutOf({ objects }: EventState): string {
  return objects.join(', ');
}

function verdictOf({ is_sent, reason, is_built }: EventState): string {
  if (is_sent) return '_sent_';
  return reason ?? (is_built ? 'not sent' : 'waits for its resource');
}

/** A table of Markdown as the formatter leaves it: columns as wide as their widest cell. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, at) => Math.max(3, cell.length, ...rows.map((row) => row[at]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |\n`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return line(head) + rule + rows.map(line).join('');
}
