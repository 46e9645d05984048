import { DiagnosticSeverity, Parser } from '@asyncapi/parser';
import { asyncApi } from './asyncapi.ts';
import { builtEvents } from './built-events.ts';

const OPTIONS = {
  brokers: ['127.0.0.1:12112'],
  namespace: 'pinstripe',
  topic: { partitions: 6, retention_ms: 2_592_000_000 },
};
const WARNING: number = DiagnosticSeverity.Warning;
/** The parser takes seconds for the schemas of a whole API. */
const PARSER_TIMEOUT_MS = 60_000;
/** What a person or a tool still reads in one piece. */
const LENGTH_MAX = 512 * 1024;

it(
  'is a document that the official parser takes, without a warning',
  async () => {
    const { document, diagnostics } = await new Parser().parse(JSON.stringify(asyncApi(OPTIONS)));
    const complaints = diagnostics.filter(({ severity }) => Number(severity) <= WARNING);
    expect(complaints).toEqual([]);
    const channels = document!.channels().all();
    expect(channels.map((channel) => channel.address())).toEqual(
      Object.keys(builtEvents).map((service) => `pinstripe.${service}.events`),
    );
    const types = channels.flatMap((channel) => channel.messages().map((message) => message.name()));
    expect(types).toEqual(Object.values(builtEvents).flat());
  },
  PARSER_TIMEOUT_MS,
);

it('is the same each time, of a size that can be read, and refers to nothing that is missing', () => {
  const text = JSON.stringify(asyncApi(OPTIONS));
  expect(JSON.stringify(asyncApi(OPTIONS))).toBe(text);
  expect(text.length).toBeLessThan(LENGTH_MAX);
  const document = JSON.parse(text) as object;
  const references = new Set([...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!));
  const missing = [...references].filter(
    (path) => path.split('/').reduce<unknown>(member, document) === undefined,
  );
  expect(missing).toEqual([]);
});

function member(of: unknown, name: string): unknown {
  return (of as Record<string, unknown> | undefined)?.[name];
}

it.each([
  [[], {}],
  [['one:9092', 'two:9092'], { 'kafka-1': { host: 'one:9092' }, 'kafka-2': { host: 'two:9092' } }],
])('names the brokers %j', (brokers, servers) => {
  const document = asyncApi({ ...OPTIONS, brokers });
  expect(document).toMatchObject({ servers });
  expect(Object.keys(document['servers']!)).toHaveLength(brokers.length);
});

it('shows an object as its events carry it: ids for references, and no field that waits to be expanded', () => {
  expect(asyncApi(OPTIONS)).toMatchObject({
    channels: {
      'billing.events': {
        address: 'pinstripe.billing.events',
        bindings: {
          kafka: {
            partitions: 6,
            topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': 2_592_000_000 },
          },
        },
      },
    },
    components: {
      schemas: {
        Coupon: {
          properties: {
            amount_off: { type: ['integer', 'null'] },
            duration: { enum: ['forever', 'once', 'repeating'] },
            object: { const: 'coupon' },
          },
          required: expect.arrayContaining(['id', 'object', 'valid']),
        },
        Customer: {
          properties: {
            default_source: { type: ['string', 'null'], description: expect.stringContaining('id of a') },
            discount: { anyOf: [{ $ref: '#/components/schemas/Discount' }, { type: 'null' }] },
          },
        },
      },
    },
  });
  const { components } = asyncApi(OPTIONS) as {
    components: { schemas: Record<string, { properties: object }> };
  };
  expect(components.schemas['Coupon']!.properties).not.toHaveProperty('applies_to');
});

it('shows a thin event with the id of what it is about', () => {
  const { components } = asyncApi(OPTIONS) as { components: { messages: Record<string, object> } };
  expect(components.messages['v2.core.event_destination.ping']).toMatchObject({
    payload: {
      allOf: [
        { $ref: '#/components/schemas/v2.core.event' },
        {
          properties: { type: { const: 'v2.core.event_destination.ping' } },
          required: ['type', 'data', 'related_object'],
        },
      ],
    },
  });
});
