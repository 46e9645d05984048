import { type ArgumentsHost, Catch } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import type { Attach } from '@pinstripe/service';
import { type ConsumerOptions, Consumers } from './consumers.ts';
import { startSweeping } from './inbox.ts';
import { kafkaClient } from './kafka.ts';
import { Relay } from './relay.ts';
import { topicOf, type TopicKind, type TopicOptions, Topics } from './topics.ts';

export interface KafkaBusOptions extends Omit<ConsumerOptions, 'events_of'>, TopicOptions {}

/** What a service writes to, whoever reads it. */
const OWN_KINDS: readonly TopicKind[] = ['events', 'commands', 'replies', 'dead'];

/**
 * Puts a service on the bus: makes its topics, relays its outbox and runs its consumers, which begin once the
 * application is initialized. Attach it last.
 * @throws Error when Kafka cannot be reached at the start; later it waits for it.
 */
export function kafkaBus(options: KafkaBusOptions = {}): Attach {
  return async ({ definition, app, runtime, steps, config }) => {
    const { namespace, name } = runtime;
    const kafka = kafkaClient(`${namespace}.${name}`, config.kafka_brokers);
    const topics = new Topics(kafka, options);
    await topics.ensure(OWN_KINDS.map((kind) => topicOf(namespace, name, kind)));
    const consumers = new Consumers(runtime, steps, kafka, topics, {
      ...options,
      events_of: definition.events_of ?? [],
    });
    // What handlers throw has to reach the consumers: Nest's own filter would make a value of it.
    app.useGlobalFilters(new Rethrowing(app.getHttpAdapter()));
    app.connectMicroservice({ strategy: consumers }, { inheritAppConfig: true });
    await app.init();
    const relay = new Relay(runtime, kafka, topics);
    const sweeping = startSweeping(runtime);
    const stop = async () => {
      await consumers.close();
      await Promise.all([relay.stop(), sweeping.stop()]);
    };
    relay.start();
    try {
      await app.startAllMicroservices();
    } catch (error) {
      await stop();
      throw error;
    }
    return { stop };
  };
}

@Catch()
class Rethrowing extends BaseExceptionFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() === 'rpc') throw error;
    super.catch(error, host);
  }
}
