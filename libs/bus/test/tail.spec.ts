import { connect, createServer, type Socket } from 'node:net';
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

/** A tail of `a.events`, and what it has heard. */
function newTail(name: string, brokers = world.brokers): { tail: Tail; heard: string[] } {
  const heard: string[] = [];
  const made = new Tail({
    brokers,
    name: `${world.namespace}.${name}`,
    topics: [`${world.namespace}.a.events`],
    hear: (message) => heard.push(String(message.value)),
  });
  ends.push(() => made.stop());
  return { tail: made, heard };
}

/** What a tail of `a.events` that has begun hears. */
async function tail(name = 'listener'): Promise<string[]> {
  const { tail: begun, heard } = newTail(name);
  await begun.start();
  return heard;
}

const JOIN_GROUP = 11;

/** A way to the broker that breaks whenever a request of the API `unwelcome` is sent; it is the only one that is told of. */
async function wayToBroker(): Promise<{ brokers: string[]; unwelcome: { api: number | null } }> {
  const unwelcome: { api: number | null } = { api: null };
  const [host, broker_port] = world.brokers[0]!.split(':') as [string, string];
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(broker_port), host);
    sockets.add(near.on('error', () => far.destroy()).on('close', () => far.destroy()));
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
    near.on('data', (part) => {
      if (part.readInt16BE(4) === unwelcome.api) near.destroy();
      else far.write(part);
    });
    far.on('data', (part) => near.write(renamed(part)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  ends.unshift(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  /** The broker names itself, as a host and a port, wherever it says who it is. */
  function renamed(part: Buffer): Buffer {
    const own = Buffer.concat([Buffer.from(host), Buffer.from([0, 0, 0, 0])]);
    own.writeInt32BE(Number(broker_port), host.length);
    for (let at = part.indexOf(own); at !== -1; at = part.indexOf(own, at + own.length))
      part.writeInt32BE(port, at + host.length);
    return part;
  }
  return { brokers: [`${host}:${port}`], unwelcome };
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

it('does not begin when its group cannot be joined, and may be begun again', async () => {
  const { brokers, unwelcome } = await wayToBroker();
  unwelcome.api = JOIN_GROUP;
  const { tail: refused, heard } = newTail('refused', brokers);
  await expect(refused.start()).rejects.toThrow();
  unwelcome.api = null;
  await refused.start();
  await world.send('a.events', messages(0, 20));
  await eventually(() => heard.length >= 20);
  expect(numbers(heard)).toEqual(upTo(0, 20));
});
