import { builtEvents, type Sender } from '@pinstripe/contract';
import fastify, { type FastifyInstance } from 'fastify';
import { eventually, startWorld, type World } from '../scenarios/world.ts';
import { listen, type Message } from './listener.ts';
import { STORIES, type Story } from './stories.ts';

/**
 * Every type of event that is built happens here, is seen on the topic of the service that sends it, and is what the AsyncAPI
 * document of the platform says it is. docs/events.md rests on this.
 */
let world: World;
let messages: Message[];
let stop: () => Promise<void>;
let checker: FastifyInstance;

beforeAll(async () => {
  world = await startWorld();
  const services = Object.keys(builtEvents);
  ({ messages, stop } = await listen(world, services));
  checker = await checkerOf(`${world.platform.url}/asyncapi.json`);
});
afterAll(async () => {
  await stop();
  await world.close();
});

interface AsyncApi {
  components: {
    messages: Record<string, { headers: object; payload: object }>;
    schemas: Record<string, JsonSchema>;
  };
}
interface JsonSchema {
  properties?: object;
  additionalProperties?: unknown;
}

/** Takes a message at the path of its type if it is as the document says, and says why not otherwise. */
async function checkerOf(url: string): Promise<FastifyInstance> {
  const document = (await (await fetch(url)).json()) as AsyncApi;
  for (const [name, schema] of Object.entries(document.components.schemas)) closed(name, schema);
  const ajv = {
    customOptions: { allErrors: true, coerceTypes: false, removeAdditional: false, strict: false },
  };
  const server = fastify({ ajv, exposeHeadRoutes: false });
  server.addSchema({ $id: 'asyncapi', components: document.components });
  for (const type of Object.keys(document.components.messages)) {
    const message = `asyncapi#/components/messages/${type}`;
    const schema = { headers: { $ref: `${message}/headers` }, body: { $ref: `${message}/payload` } };
    server.post(`/${type}`, { schema }, () => 'as declared');
  }
  return server;
}

/** Consumers have to bear fields that they do not know; here, one that nobody declares is a mistake. */
function closed(name: string, schema: JsonSchema): void {
  const is_open = name === 'ce_headers' || name === 'event' || name === 'v2.core.event';
  if (schema.properties !== undefined && !is_open) schema.additionalProperties ??= false;
}

/** A snapshot, or a thin event. */
interface AnyEvent {
  id: string;
  data: { object: { id?: string } } | null;
  related_object?: { id: string } | null;
}

async function verdictOf({ headers, value }: Message): Promise<string> {
  const { body } = await checker.inject({
    method: 'POST',
    url: `/${headers['ce_type']}`,
    headers,
    payload: value,
  });
  return body;
}

const stories = (Object.keys(STORIES) as Sender[]).flatMap((service) =>
  Object.entries<Story>(STORIES[service]).map(([type, story]) => ({ service, type, story })),
);

it.each(stories)('$service sends $type', async ({ service, type, story }) => {
  const stripe = world.sandbox();
  const { id: account } = await stripe.accounts.retrieve();
  await story(stripe, world);
  const heard = await eventually(
    async () =>
      messages.find(({ headers }) => headers['ce_type'] === type && headers['ce_account'] === account),
    (found) => found !== undefined,
  );
  const { id, data, related_object } = JSON.parse(heard!.value) as AnyEvent;
  expect(heard).toMatchObject({
    service,
    key: (related_object ?? data?.object)?.id ?? account,
    headers: { ce_id: id, ce_source: `/${service}`, ce_subject: heard!.key },
  });
});

it('sends nothing but these, all as the document declares them', async () => {
  const verdicts = await Promise.all(
    messages.map(async (message) => `${message.headers['ce_type']}: ${await verdictOf(message)}`),
  );
  expect([...new Set(verdicts)].sort()).toEqual(stories.map(({ type }) => `${type}: as declared`).sort());
});

it('tells what differs from the document', async () => {
  const { headers, value } = messages.find((message) => message.headers['ce_type'] === 'coupon.created')!;
  const event = JSON.parse(value) as { data: { object: object } };
  const wrong = { ...event, data: { object: { ...event.data.object, duration: 'sometimes', color: 'red' } } };
  const verdict = await verdictOf({ service: 'billing', key: '', headers, value: JSON.stringify(wrong) });
  expect(verdict).toMatch(
    /must NOT have additional properties.*duration must be equal to one of the allowed values/,
  );
});
