import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { errors, pause, stopwatch, StripeError } from '@pinstripe/kernel';
import {
  linkTo,
  logger,
  span,
  startTelemetry,
  type Telemetry,
  traceId,
  traceparent,
  withRemote,
} from './index.ts';
import { configureLogs } from './logs.ts';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('without an endpoint', () => {
  it('calls the function and adds nothing to what it returns', async () => {
    const telemetry = await startTelemetry({ service: 'test', otlp_endpoint: null });
    const promise = Promise.resolve(1);
    expect(span('work', {}, () => promise)).toBe(promise);
    expect(withRemote(TRACEPARENT, () => traceparent())).toBeNull();
    expect(traceId()).toBeNull();
    linkTo(TRACEPARENT);
    await telemetry.shutdown();
  });
});

describe('with someone to record for', () => {
  let exporter: InMemorySpanExporter;
  let telemetry: Telemetry;

  beforeEach(async () => {
    exporter = new InMemorySpanExporter();
    telemetry = await startTelemetry({ service: 'test', exporter });
  });
  afterEach(() => telemetry.shutdown());

  const finished = (name: string): ReadableSpan => {
    const found = exporter.getFinishedSpans().filter((one) => one.name === name);
    expect(found).toHaveLength(1);
    return found[0]!;
  };

  it('is one trace from the caller through the outbox and a consumer to the delivery', async () => {
    interface Row {
      traceparent: string | null;
    }
    const outbox: Row[] = [];
    const deliveries: Row[] = [];

    await span(
      'POST /v1/payment_intents',
      { 'http.method': 'POST' },
      async () => {
        await pause(1);
        await span('payments', {}, async () => {
          await pause(1);
          outbox.push({ traceparent: traceparent() });
        });
      },
      'server',
    );

    await span('consume payments.events', {}, async () => {
      for (const message of JSON.parse(JSON.stringify(outbox)) as Row[]) {
        linkTo(message.traceparent);
        await withRemote(message.traceparent, () =>
          span(
            'webhooks',
            {},
            async () => {
              await pause(1);
              deliveries.push({ traceparent: traceparent() });
            },
            'consumer',
          ),
        );
      }
    });

    const [delivery] = deliveries;
    await withRemote(delivery!.traceparent, () => span('deliver', {}, () => pause(1), 'client'));

    const story = ['POST /v1/payment_intents', 'payments', 'webhooks', 'deliver'].map(finished);
    const trace_id = story[0]!.spanContext().traceId;
    expect(story.map((one) => one.spanContext().traceId)).toEqual(story.map(() => trace_id));
    expect(story.map((one) => one.parentSpanContext?.spanId)).toEqual([
      undefined,
      ...story.slice(0, -1).map((one) => one.spanContext().spanId),
    ]);

    const batch = finished('consume payments.events');
    expect(batch.spanContext().traceId).not.toBe(trace_id);
    expect(batch.links.map(({ context }) => context.traceId)).toEqual([trace_id]);
  });

  it('goes on with the trace of a caller, and says so to the next', () => {
    withRemote(TRACEPARENT, () => {
      expect(traceparent()).toBe(TRACEPARENT);
      span('answer', {}, () => {
        expect(traceparent()).toMatch(
          /^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/,
        );
      });
    });
    expect(finished('answer').parentSpanContext?.isRemote).toBe(true);
  });

  it('keeps the decision of a caller not to record', () => {
    withRemote(TRACEPARENT.replace(/01$/, '00'), () => {
      span('unrecorded', {}, () => expect(traceparent()).toMatch(/-00$/));
    });
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it.each([null, undefined, '', 'nonsense', '00-00000000000000000000000000000000-00f067aa0ba902b7-01'])(
    'stays in the trace at hand for the traceparent %j',
    (malformed) => {
      span('here', {}, () => {
        const here = traceparent();
        expect(withRemote(malformed, () => traceparent())).toBe(here);
        linkTo(malformed);
      });
      expect(finished('here').links).toEqual([]);
    },
  );

  it('does not mix up work side by side', async () => {
    const story = async (name: string) =>
      span(name, {}, async () => {
        const before = traceparent();
        await pause(2);
        expect(traceparent()).toBe(before);
        return before;
      });
    const seen = await Promise.all(['a', 'b', 'c'].map(story));
    expect(new Set(seen).size).toBe(3);
    expect(traceparent()).toBeNull();
  });

  const declined = new StripeError(402, { type: 'card_error', message: 'Your card was declined.' });
  it.each([
    ['thrown', new Error('broken'), SpanStatusCode.ERROR],
    ['of the server', errors.internal(), SpanStatusCode.ERROR],
    ['of the client', declined, SpanStatusCode.UNSET],
  ])('records an error %s and passes it on', async (_, error, code) => {
    const failing = () => {
      throw error;
    };
    expect(() => span('sync', {}, failing)).toThrow(error);
    await expect(span('async', {}, async () => failing())).rejects.toBe(error);
    for (const name of ['sync', 'async']) {
      expect(finished(name).status.code).toBe(code);
      expect(finished(name).events.map((event) => event.attributes?.['exception.message'])).toEqual([
        error.message,
      ]);
    }
  });

  it('records no secrets', () => {
    const failing = () => {
      throw new Error('no account has the key sk_test_4eC39HqLyjWDarjtT1zdp7dc');
    };
    expect(() => span('lookup', {}, failing)).toThrow();
    const { events, status } = finished('lookup');
    expect(JSON.stringify([events, status])).not.toContain('4eC39');
    expect(status.message).toBe('no account has the key sk_test_[redacted]');
  });

  it('names the trace in each line of the log', () => {
    const lines: string[] = [];
    configureLogs({ write: (line) => void lines.push(line) });
    const log = logger('tracing');
    withRemote(TRACEPARENT, () => log.info('inside'));
    log.info('outside');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ msg: 'inside', trace_id: '4bf92f3577b34da6a3ce929d0e0e4736' }),
      expect.not.objectContaining({ trace_id: expect.anything() }),
    ]);
  });

  it('is started once', async () => {
    await expect(startTelemetry({ service: 'test', exporter })).rejects.toThrow('already');
  });
});

describe('with a collector', () => {
  const received: { url: string | undefined; body: string }[] = [];
  const collector = createServer((request, response) => {
    void body(request).then((text) => {
      received.push({ url: request.url, body: text });
      response.end('{}');
    });
  });
  let endpoint: string;

  beforeAll(async () => {
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  });

  it('sends what it has when it is shut down', async () => {
    const telemetry = await startTelemetry({ service: 'payments', otlp_endpoint: `${endpoint}/` });
    span('work', { amount: 2000 }, () => {});
    await telemetry.shutdown();
    expect(received.map(({ url }) => url)).toEqual(['/v1/traces']);
    expect(received[0]!.body).toContain('"payments"');
    expect(received[0]!.body).toContain('"work"');
  });

  it('neither fails nor waits long when the collector is down, and says so', async () => {
    await new Promise((resolve) => collector.close(resolve));
    const write = jest.fn<(line: string) => void>();
    configureLogs({ write });
    const telemetry = await startTelemetry({ service: 'payments', otlp_endpoint: endpoint });
    expect(span('work', {}, () => 1)).toBe(1);
    const started = stopwatch();
    await telemetry.shutdown();
    expect(stopwatch() - started).toBeLessThan(4_500);
    expect(write.mock.calls.join()).toContain('ECONNREFUSED');
  });
});

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
