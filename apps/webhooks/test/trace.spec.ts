import { startTelemetry } from '@pinstripe/telemetry';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { eventually, receiver, webhooksWorld } from './world.ts';

it('leads from the request that caused an event to its delivery', async () => {
  const spans: Parameters<SpanExporter['export']>[0] = [];
  const exporter: SpanExporter = {
    export: (ended, done) => {
      spans.push(...ended);
      done({ code: 0 });
    },
    shutdown: () => Promise.resolve(),
  };
  const telemetry = await startTelemetry({ service: 'test', exporter });
  const [world, server] = await Promise.all([webhooksWorld(), receiver()]);
  try {
    await world.createEndpoint(`${server.url}/fails/trace`);
    const trace_id = '0af7651916cd43dd8448eb211c80319c';
    await world.publish([{ traceparent: `00-${trace_id}-b7ad6b7169203331-01` }]);
    const delivery = await eventually(
      () =>
        spans.find(({ name }) => name === 'deliver event')!.attributes &&
        spans.find(({ name }) => name === 'deliver event')!,
    );
    const consumed = spans.find(({ name }) => name === 'events customer.created')!;
    expect(consumed.spanContext().traceId).toBe(trace_id);
    expect(delivery.spanContext().traceId).toBe(trace_id);
    expect(delivery.parentSpanContext?.spanId).toBe(consumed.spanContext().spanId);
    expect(delivery.attributes).toMatchObject({ 'server.address': '127.0.0.1', 'webhook.attempt': 1 });
    expect(delivery.status).toMatchObject({ code: 2, message: 'status 500' });
  } finally {
    await world.close();
    await server.close();
    await telemetry.shutdown();
  }
});
