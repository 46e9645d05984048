import type { JsonObject } from '@pinstripe/kernel';
import { API_VERSION } from './api-version.ts';
import { EventSchemas } from './asyncapi.schemas.ts';
import { type BuiltEvent, builtEvents, type Sender } from './built-events.ts';
import { contract, type EventType, objectType, type ThinEventType } from './contract.ts';
import { objectsOfEvent } from './owners.ts';

/** What the contract does not know of the topics. */
export interface AsyncApiOptions {
  /** Addresses of Kafka, `host:port`; none if they are not known here. */
  brokers: readonly string[];
  /** The first part of the names of topics and groups. */
  namespace: string;
  /** Of a topic of events as the platform makes it. */
  topic: { partitions: number; retention_ms: number };
}

const KAFKA_BINDING = '0.5.0';
const SENDERS = Object.keys(builtEvents) as Sender[];

/**
 * The AsyncAPI 3.0 document of the events on Kafka (docs/guides/consuming-events.md): a channel for each service that sends
 * some, with each type of event and the schema of its object. Takes some milliseconds: make it once.
 */
export function asyncApi(options: AsyncApiOptions): JsonObject {
  const { brokers, namespace } = options;
  const schemas = new EventSchemas();
  const types = SENDERS.flatMap((service): readonly BuiltEvent[] => builtEvents[service]);
  const messages = types.map((type) => [type, message(type, schemas)]);
  return {
    asyncapi: '3.0.0',
    id: `urn:${namespace}:events`,
    info: {
      title: `Events of ${namespace}`,
      version: API_VERSION,
      description:
        'Everything that happens on the platform, as events of the API on Kafka topics. A message is a CloudEvent ' +
        'in the binary mode of its Kafka binding, and comes at least once; those of one key are in order.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: Object.fromEntries(
      brokers.map((host, at) => [
        serverOf(at, brokers),
        { host, protocol: 'kafka', description: 'A broker.' },
      ]),
    ),
    channels: Object.fromEntries(SENDERS.map((service) => [`${service}.events`, channel(service, options)])),
    operations: Object.fromEntries(
      SENDERS.map((service) => [`send_${service}_events`, sending(service, namespace)]),
    ),
    components: {
      messages: Object.fromEntries(messages) as JsonObject,
      schemas: { ce_headers: HEADERS, ...schemas.components },
    },
  };
}

function serverOf(at: number, { length }: readonly string[]): string {
  return length === 1 ? 'kafka' : `kafka-${at + 1}`;
}

function channel(service: Sender, { brokers, namespace, topic }: AsyncApiOptions): JsonObject {
  const address = `${namespace}.${service}.events`;
  return {
    address,
    title: `Events of ${service}`,
    description: `What has happened in the service ${service}, of all accounts.`,
    servers: brokers.map((_, at) => ({ $ref: `#/servers/${serverOf(at, brokers)}` })),
    messages: Object.fromEntries(
      builtEvents[service].map((type) => [type, { $ref: `#/components/messages/${type}` }]),
    ),
    bindings: {
      kafka: {
        topic: address,
        partitions: topic.partitions,
        topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': topic.retention_ms },
        bindingVersion: KAFKA_BINDING,
      },
    },
  };
}

function sending(service: Sender, namespace: string): JsonObject {
  return {
    action: 'send',
    channel: { $ref: `#/channels/${service}.events` },
    summary: `The service ${service} tells what has happened.`,
    bindings: { kafka: { groupId: groupOf(namespace), bindingVersion: KAFKA_BINDING } },
  };
}

/** Every service reads in groups of its own, whose names begin like those of the topics. */
function groupOf(namespace: string): JsonObject {
  return {
    type: 'string',
    description: `A name of the consumer's own: those that begin with ${namespace}. are the platform's.`,
    not: { pattern: `^${namespace.replaceAll('.', '\\.')}\\.` },
  };
}

function message(type: BuiltEvent, schemas: EventSchemas): JsonObject {
  const is_thin = contract().thin_event_types.has(type);
  const objects = objectsOfEvent(type).join(' or ');
  const of = is_thin ? `the id of the ${objects}` : `the ${objects} as it was then`;
  return {
    name: type,
    title: type,
    summary: `${type}, with ${of}.`,
    contentType: 'application/json',
    headers: { $ref: '#/components/schemas/ce_headers' },
    payload: is_thin ? thin(type as ThinEventType, schemas) : snapshot(type as EventType, schemas),
    bindings: {
      kafka: {
        key: {
          type: 'string',
          description: 'The id of the object that the event is about, or of the account where it has none.',
        },
        bindingVersion: KAFKA_BINDING,
      },
    },
  };
}

/** The event object of v1 (API reference, "The Event object"), of one type. */
function snapshot(type: EventType, schemas: EventSchemas): JsonObject {
  const of = objectsOfEvent(type);
  const data = {
    type: 'object',
    required: ['object'],
    properties: {
      object: schemas.ofResource({ kind: 'resource', of, deleted: 'never', without: [] }),
      previous_attributes: {
        type: 'object',
        description: 'What the attributes were that have changed. Only events of changes have it.',
      },
    },
  };
  return event('event', { type: { const: type }, data }, schemas);
}

/** The event object of v2 (API reference v2, "The Event object"), of one type; on its topic it always has `data`. */
function thin(type: ThinEventType, schemas: EventSchemas): JsonObject {
  const related_object = objectType('v2.core.event')!.schema.fields.get('related_object')!.schema;
  const is_about_one = contract().thin_event_types.get(type) !== null;
  const fields = {
    type: { const: type },
    data: { type: ['object', 'null'] },
    related_object: is_about_one ? schemas.of(related_object) : { type: 'null' },
  };
  return event('v2.core.event', fields, schemas);
}

/** An event: what all have, and the fields that differ by their types. */
function event(object: string, fields: Record<string, JsonObject>, schemas: EventSchemas): JsonObject {
  const { schema } = objectType(object)!;
  const common = new Map([...schema.fields].filter(([name]) => !(name in fields)));
  return {
    allOf: [
      schemas.of({ ...schema, name: object, fields: common }),
      { type: 'object', required: Object.keys(fields), properties: fields },
    ],
  };
}

function text(description: string, more: JsonObject = {}): JsonObject {
  return { type: 'string', description, ...more };
}

/** CloudEvents 1.0, "Kafka Protocol Binding", binary content mode. */
const HEADERS: JsonObject = {
  type: 'object',
  required: [
    'ce_specversion',
    'ce_id',
    'ce_type',
    'ce_source',
    'ce_time',
    'ce_subject',
    'ce_account',
    'ce_livemode',
    'content-type',
  ],
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: text("The event's id, by which a message that comes again is known."),
    ce_type: text("The event's type."),
    ce_source: text('The service that it happened in.', { pattern: '^/' }),
    ce_time: text("When it happened, by the platform's clock.", { format: 'date-time' }),
    ce_subject: text('The id of the object that it is about; the same as the key.'),
    ce_account: text('The account that it belongs to.'),
    ce_livemode: text('Whether it is of live mode.', { enum: ['true', 'false'] }),
    'content-type': { const: 'application/json' },
    ce_platform: text('The platform that controls the account, where it is a connected one.'),
    traceparent: text('The trace of what caused it (W3C Trace Context), if there is one.'),
  },
};
