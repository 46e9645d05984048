import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/**
 * Every metric of the platform, and its Prometheus exposition. Names, labels and meanings are documented in README.md,
 * which a test compares with this file. All services of one process share them; `service` says whose a value is.
 *
 * Labels take few values: names of operations, topics and outcomes, never ids.
 */
const registry = new Registry();

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const GROUP_SIZES = [1, 2, 4, 8, 16, 32, 64];

let has_process_metrics = false;

export const metrics = {
  request_duration: histogram(
    'pinstripe_request_duration_seconds',
    'Time from a request to its answer, at the gateway and at the service that owns the route.',
    ['service', 'operation', 'status'],
  ),
  flush_duration: histogram(
    'pinstripe_flush_duration_seconds',
    'Time of the one statement that commits a group of units.',
    ['service'],
  ),
  flush_units: histogram(
    'pinstripe_flush_units',
    'Units that were committed by one statement.',
    ['service'],
    GROUP_SIZES,
  ),
  unit_retries: counter(
    'pinstripe_unit_retries_total',
    'Units that ran again, because what they had loaded was stale, or their key was taken.',
    ['service', 'reason'],
  ),
  outbox_published: counter(
    'pinstripe_outbox_published_total',
    'Messages that the relay has published and removed from the outbox.',
    ['service', 'topic'],
  ),
  outbox_delay: histogram(
    'pinstripe_outbox_delay_seconds',
    'Time that a message waited in the outbox until Kafka had it.',
    ['service'],
  ),
  messages_consumed: counter(
    'pinstripe_messages_consumed_total',
    'Messages that a consumer is done with. Outcomes: handled, repeated (skipped by the inbox), dead (dead-letter topic).',
    ['service', 'topic', 'outcome'],
  ),
  timer_delay: histogram(
    'pinstripe_timer_delay_seconds',
    'Time between the moment a timer was due and the moment it fired. Its count is the number of timers fired.',
    ['service', 'kind'],
  ),
  network_call_duration: histogram(
    'pinstripe_network_call_duration_seconds',
    'Time of a call to a card network or a bank. Outcomes: answered, whatever was said; failed, when nothing was.',
    ['service', 'outcome'],
  ),
  delivery_duration: histogram(
    'pinstripe_webhook_delivery_duration_seconds',
    'Time of one attempt to deliver an event. Outcomes: delivered, refused (not a 2xx), failed (no answer).',
    ['service', 'outcome'],
  ),

  /** What `GET /metrics` answers. The process's own metrics begin with the first call: not scraped, they cost nothing. */
  text(): Promise<string> {
    if (!has_process_metrics) {
      collectDefaultMetrics({ register: registry });
      has_process_metrics = true;
    }
    return registry.metrics();
  },

  /** The media type of `text()`. */
  content_type: registry.contentType,
};

function counter<Label extends string>(name: string, help: string, labels: readonly Label[]): Counter<Label> {
  return new Counter({ name, help, labelNames: labels, registers: [registry] });
}

function histogram<Label extends string>(
  name: string,
  help: string,
  labels: readonly Label[],
  buckets: number[] = SECONDS,
): Histogram<Label> {
  return new Histogram({ name, help, labelNames: labels, buckets, registers: [registry] });
}
