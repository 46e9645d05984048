import { startTelemetry, type Telemetry } from '@pinstripe/telemetry';
import { SpanKind } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { eventually, type Receiver, startReceiver, startWorld, type World } from './world.ts';

let telemetry: Telemetry;
let world: World;
let receiver: Receiver;
const exporter = new InMemorySpanExporter();

beforeAll(async () => {
  telemetry = await startTelemetry({ service: 'pinstripe', exporter });
  world = await startWorld();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await world.close();
  await telemetry.shutdown();
});

it('is one trace from the request through Kafka to the delivery of its webhook', async () => {
  const stripe = world.sandbox();
  await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['payment_intent.succeeded'] });
  await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    payment_method_types: ['card'],
    confirm: true,
  });
  await eventually(
    async () => receiver.received.length,
    (length) => length === 1,
  );
  const names = await eventually(
    async () => {
      const spans = exporter.getFinishedSpans();
      const request = spans.find(
        ({ name, kind }) => name === 'POST /v1/payment_intents' && kind === SpanKind.SERVER,
      );
      const trace = request?.spanContext().traceId;
      return spans.filter((span) => span.spanContext().traceId === trace).map(({ name }) => name);
    },
    (all) => all.some((name) => name.startsWith('deliver')),
  );
  expect(names).toEqual(
    expect.arrayContaining(['POST /v1/payment_intents', 'events payment_intent.succeeded']),
  );
});
