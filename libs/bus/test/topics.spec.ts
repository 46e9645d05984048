import { ConfigResourceTypes } from 'kafkajs';
import { type TopicKind, TOPICS, Topics } from '../src/topics.ts';
import { BusWorld } from './world.ts';

let world: BusWorld;
beforeEach(() => {
  world = new BusWorld();
});
afterEach(() => world.close());

const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;

/** What the broker says of a topic. */
async function described(name: string): Promise<{ partitions: number; config: Record<string, string> }> {
  const admin = world.kafka.admin();
  await admin.connect();
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name }],
    });
    const entries = resources[0]!.configEntries.map(({ configName, configValue }) => [
      configName,
      configValue,
    ]);
    return {
      partitions: topics[0]!.partitions.length,
      config: Object.fromEntries(entries) as Record<string, string>,
    };
  } finally {
    await admin.disconnect();
  }
}

describe('a topic that the platform makes', () => {
  const expected: Record<TopicKind, [partitions: number, retention_ms: number]> = {
    events: [6, 30 * DAY_MS],
    commands: [3, 7 * DAY_MS],
    replies: [3, 7 * DAY_MS],
    dead: [1, -1],
    requests: [3, HOUR_MS],
    resends: [1, HOUR_MS],
  };

  it.each(Object.keys(TOPICS) as TopicKind[])(
    'of %s has its partitions, and keeps by age alone',
    async (kind) => {
      const name = `${world.namespace}.payments.${kind}`;
      await new Topics(world.kafka, {}).ensure([name]);
      const [partitions, retention_ms] = expected[kind];
      expect(await described(name)).toEqual({
        partitions,
        config: expect.objectContaining({
          'cleanup.policy': 'delete',
          'retention.ms': String(retention_ms),
          'retention.bytes': '-1',
        }),
      });
    },
  );

  it('has as many partitions as its operator wants', async () => {
    const name = `${world.namespace}.payments.events`;
    await new Topics(world.kafka, { partitions: { events: 2 } }).ensure([name]);
    expect(await described(name)).toMatchObject({ partitions: 2 });
  });
});

it('leaves a topic that exists as it is', async () => {
  const name = `${world.namespace}.payments.events`;
  const admin = world.kafka.admin();
  await admin.connect();
  const configEntries = [{ name: 'retention.ms', value: '1000' }];
  await admin.createTopics({
    topics: [{ topic: name, numPartitions: 1, configEntries }],
    waitForLeaders: true,
  });
  await admin.disconnect();
  await new Topics(world.kafka, {}).ensure([name]);
  expect(await described(name)).toMatchObject({ partitions: 1, config: { 'retention.ms': '1000' } });
});

it('is made by several services at once', async () => {
  const name = `${world.namespace}.payments.events`;
  await Promise.all([1, 2, 3, 4].map(() => new Topics(world.kafka, {}).ensure([name])));
  expect(await described(name)).toMatchObject({ partitions: 6 });
});
