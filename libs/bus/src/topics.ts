import { DAY, HOUR, pause } from '@pinstripe/kernel';
import type { Admin, ITopicConfig, Kafka } from 'kafkajs';

/**
 * The topics of a service (docs/principles.md, "The outbox and its topics"), named `{namespace}.{service}.{kind}`.
 *
 * A topic is made when a service starts that owns it, reads it or has something for it, whoever comes first, so that
 * services start in any order. What exists is left as it is: partitions, replication and retention of a living topic
 * are its operator's.
 */
export type TopicKind = 'events' | 'commands' | 'replies' | 'dead' | 'requests' | 'resends';

export interface TopicOptions {
  /** How many partitions a new topic of each kind has. Order is kept per key, whatever the number. */
  partitions?: Partial<Record<TopicKind, number>>;
  /** Copies of each partition of a new topic; the broker's own default unless given. */
  replication_factor?: number;
}

/** What the platform asks for when it makes a topic of a kind. */
export interface TopicSettings {
  partitions: number;
  /** How long messages are kept at least, in seconds; null is for ever. */
  retention: number | null;
}

/**
 * Messages go by their age alone, never by the size of their topic, whatever the broker does by itself; and no topic is
 * compacted: each message tells what happened, and the next one with its key does not replace it.
 */
export const TOPICS: Readonly<Record<TopicKind, TopicSettings>> = {
  events: { partitions: 6, retention: 30 * DAY },
  commands: { partitions: 3, retention: 7 * DAY },
  replies: { partitions: 3, retention: 7 * DAY },
  dead: { partitions: 1, retention: null },
  requests: { partitions: 3, retention: HOUR },
  resends: { partitions: 1, retention: HOUR },
};

const BROKER_DEFAULT = -1;
const UNLIMITED = '-1';
const KNOWN_TRIES_MAX = 100;
const KNOWN_PAUSE_MS = 50;

/** The name of a topic of `service`. */
export function topicOf(namespace: string, service: string, kind: TopicKind): string {
  return `${namespace}.${service}.${kind}`;
}

/** The kind of the topic called `name`, or null when it is none of the platform's. */
export function kindOf(name: string): TopicKind | null {
  const kind = name.slice(name.lastIndexOf('.') + 1);
  return kind in TOPICS ? (kind as TopicKind) : null;
}

export class Topics {
  private readonly existing = new Set<string>();

  constructor(
    private readonly kafka: Kafka,
    private readonly options: TopicOptions,
  ) {}

  /**
   * Makes the topics called `names` that do not exist yet.
   * @throws KafkaJSAggregateError when the broker refuses a name, other errors when it cannot be reached.
   */
  async ensure(names: Iterable<string>): Promise<void> {
    const unknown = [...new Set(names)].filter((name) => !this.existing.has(name));
    if (unknown.length === 0) return;
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      const found = new Set(await admin.listTopics());
      const missing = unknown.filter((name) => !found.has(name));
      if (missing.length > 0) await this.create(admin, missing);
      for (const name of unknown) this.existing.add(name);
    } finally {
      await admin.disconnect();
    }
  }

  private async create(admin: Admin, names: string[]): Promise<void> {
    await admin.createTopics({ topics: names.map((name) => this.describe(name)), waitForLeaders: false });
    // A broker may have made a topic and not know it yet, which kafkajs takes for final wherever it meets it.
    for (let tries = 1; ; tries++) {
      try {
        await admin.fetchTopicMetadata({ topics: names });
        return;
      } catch (error) {
        if (tries === KNOWN_TRIES_MAX) throw error;
        await pause(KNOWN_PAUSE_MS);
      }
    }
  }

  private describe(topic: string): ITopicConfig {
    const kind = kindOf(topic) ?? 'events';
    const { partitions, retention } = TOPICS[kind];
    return {
      topic,
      numPartitions: this.options.partitions?.[kind] ?? partitions,
      replicationFactor: this.options.replication_factor ?? BROKER_DEFAULT,
      configEntries: [
        { name: 'cleanup.policy', value: 'delete' },
        { name: 'retention.ms', value: retention === null ? UNLIMITED : String(retention * 1000) },
        { name: 'retention.bytes', value: UNLIMITED },
      ],
    };
  }
}
