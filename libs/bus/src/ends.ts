import { pause } from '@pinstripe/kernel';
import type { Kafka } from 'kafkajs';

const TRIES_MAX = 50;
const PAUSE_MS = 50;

/**
 * Where the partitions of topics end now: the offset that the next message will have, by topic and partition. A topic that
 * was made a moment ago may not have its leaders yet, which kafkajs takes for final; this waits for them.
 * @throws Error when Kafka cannot be reached.
 */
export async function endsOf(kafka: Kafka, topics: readonly string[]): Promise<Map<string, bigint>> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    for (let tries = 1; ; tries++) {
      try {
        const ends = new Map<string, bigint>();
        for (const topic of topics) {
          for (const { partition, high } of await admin.fetchTopicOffsets(topic))
            ends.set(place(topic, partition), BigInt(high));
        }
        return ends;
      } catch (error) {
        if (tries === TRIES_MAX) throw error;
        await pause(PAUSE_MS);
      }
    }
  } finally {
    await admin.disconnect();
  }
}

/** A partition as a key. */
export function place(topic: string, partition: number): string {
  return `${topic} ${partition}`;
}
