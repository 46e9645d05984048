import { randomText } from '@pinstripe/kernel';
import { Tail } from '../src/index.ts';
import { BusWorld, eventually } from './world.ts';

let world: BusWorld;
let ends: (() => Promise<unknown>)[];
beforeEach(() => {
  world = new BusWorld();
  ends = [];
});
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  await world.close();
});

/** A tail of `a.events` that has begun, and what it has heard. */
async function tail(name = 'listener'): Promise<string[]> {
  const heard: string[] = [];
  const started = new Tail({
    brokers: world.brokers,
    name: `${world.namespace}.${name}`,
    topics: [`${world.namespace}.a.events`],
    hear: (message) => heard.push(String(message.value)),
  });
  ends.push(() => started.stop());
  await started.start();
  return heard;
}

/** Messages spread over all partitions. */
function messages(first: number, count: number) {
  return Array.from({ length: count }, (_, at) => ({ key: randomText(8), value: String(first + at) }));
}

const numbers = (heard: readonly string[]) => heard.map(Number).sort((a, b) => a - b);
const upTo = (first: number, count: number) => Array.from({ length: count }, (_, at) => first + at);

it('hears all that is published from its start on, and nothing from before, as does every other', async () => {
  await tail('first, which makes the topic');
  await world.send('a.events', messages(0, 50));
  const [one, other] = await Promise.all([tail(), tail()]);
  await world.send('a.events', messages(100, 50));
  await eventually(() => one.length >= 50 && other.length >= 50);
  expect(numbers(one)).toEqual(upTo(100, 50));
  expect(numbers(other)).toEqual(upTo(100, 50));
});

it('goes on where it was when its group is joined again', async () => {
  const heard = await tail();
  await world.send('a.events', messages(0, 30));
  await eventually(() => heard.length === 30);

  const admin = world.kafka.admin();
  await admin.connect();
  ends.push(() => admin.disconnect());
  const { groups } = await admin.listGroups();
  const { groupId } = groups.find((group) => group.groupId.startsWith(`${world.namespace}.listener.tail.`))!;
  // Another member takes half of the partitions away, and gives them back when it leaves.
  const intruder = world.kafka.consumer({ groupId });
  await intruder.connect();
  await intruder.subscribe({ topic: `${world.namespace}.a.events` });
  await new Promise<void>((resolve, reject) => {
    intruder.on('consumer.group_join', () => resolve());
    intruder.run({ autoCommit: false, eachMessage: async () => undefined }).catch(reject);
  });
  await world.send('a.events', messages(30, 30));
  await intruder.disconnect();
  await world.send('a.events', messages(60, 30));
  await eventually(() => heard.length >= 90);
  expect(numbers(heard)).toEqual(upTo(0, 90));
});

it('leaves no group behind', async () => {
  await tail();
  await ends.pop()!();
  const admin = world.kafka.admin();
  await admin.connect();
  ends.push(() => admin.disconnect());
  await eventually(async () => {
    const { groups } = await admin.listGroups();
    const left = groups.filter(({ groupId }) => groupId.startsWith(`${world.namespace}.listener`));
    const { groups: described } = await admin.describeGroups(left.map(({ groupId }) => groupId));
    return described.every(({ state, members }) => state !== 'Stable' && members.length === 0);
  });
});
