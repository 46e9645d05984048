import { Subscription } from '../src/subscription.ts';
import { BusWorld, eventually } from './world.ts';

let world: BusWorld;
beforeEach(() => {
  world = new BusWorld();
});
afterEach(() => world.close());

it('commits what is in hand when it is told to stop, and then commits no more', async () => {
  const topic = `${world.namespace}.a.events`;
  const groupId = `${world.namespace}.group`;
  const admin = world.kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });

  const in_hand = Promise.withResolvers<void>();
  const settled: string[] = [];
  const subscription = new Subscription(world.kafka, groupId, [topic], async (batch) => {
    settled.push(...batch.map(({ value }) => String(value)));
    if (settled.includes('second')) await in_hand.promise;
  });
  await subscription.start();
  await world.send('a.events', [{ value: 'first' }]);
  await eventually(() => settled.includes('first'));
  await world.send('a.events', [{ value: 'second' }]);
  await eventually(() => settled.includes('second'));
  // The first is being committed while the second is finished.
  const stopped = subscription.stop();
  in_hand.resolve();
  await stopped;
  const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
  await admin.disconnect();
  expect(committed!.partitions.map(({ offset }) => offset)).toEqual(['2']);
});
