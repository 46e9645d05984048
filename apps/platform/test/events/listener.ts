import { Kafka, logLevel } from 'kafkajs';
import type { World } from '../scenarios/world.ts';

/** A message on a topic of events, as another system reads it. */
export interface Message {
  service: string;
  key: string;
  headers: Record<string, string>;
  value: string;
}

/** Collects what `services` tell, from the beginning of their topics. */
export async function listen(
  { brokers, namespace }: Pick<World, 'brokers' | 'namespace'>,
  services: readonly string[],
): Promise<{ messages: Message[]; stop(): Promise<void> }> {
  const messages: Message[] = [];
  const kafka = new Kafka({ clientId: 'listener', brokers, logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `${namespace}-listener`, maxWaitTimeInMs: 50 });
  await consumer.connect();
  const topics = services.map((service) => `${namespace}.${service}.events`);
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ topic, message: { key, value, headers } }) => {
      messages.push({
        service: services[topics.indexOf(topic)]!,
        key: String(key),
        headers: Object.fromEntries(
          Object.entries(headers ?? {}).map(([name, text]) => [name, String(text)]),
        ),
        value: String(value),
      });
    },
  });
  return { messages, stop: () => consumer.disconnect() };
}
