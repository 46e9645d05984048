// Acts on what happens on the platform: on every event of every service once, in order for each object, in as many copies
// of this program as you like. Plain kafkajs; docs/guides/consuming-events.md says what the messages are and what is
// promised of them.
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';

const {
  KAFKA_BROKERS,
  PINSTRIPE_NAMESPACE = 'pinstripe',
  PINSTRIPE_SERVICES = 'billing,payments,webhooks',
  CONSUMER_GROUP = 'example',
  EVENTS_FOLDER = join(tmpdir(), `pinstripe-${CONSUMER_GROUP}`),
  WORK_MS = '0',
} = process.env;
if (!KAFKA_BROKERS) {
  console.error('KAFKA_BROKERS is not set: `npm start` prints the address.');
  process.exit(1);
}

const brokers = KAFKA_BROKERS.split(',');
const topics = PINSTRIPE_SERVICES.split(',').map((service) => `${PINSTRIPE_NAMESPACE}.${service}.events`);
const kafka = new Kafka({ clientId: CONSUMER_GROUP, brokers, logLevel: logLevel.NOTHING });
// A member of the group that dies without a word is replaced after this long.
const consumer = kafka.consumer({ groupId: CONSUMER_GROUP, sessionTimeout: 6_000 });

// An event comes at least once: again after a rebalance, a crash, a lost acknowledgement. So the action and the note that it
// was done must be one step. Here they are a file with the event's id as its name, which is linked to its place complete, or
// not at all if one is there. In a database they are a transaction, with the id in a table of its own as a primary key.
async function actOnce(id, value) {
  const draft = join(EVENTS_FOLDER, `.${id}.${process.pid}`);
  await pause(Number(WORK_MS));
  await writeFile(draft, value);
  try {
    await link(draft, join(EVENTS_FOLDER, `${id}.json`));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(draft);
  }
}

async function onMessage({ headers, value }) {
  const header = (name) => headers[name].toString();
  const first = await actOnce(header('ce_id'), value);
  const verdict = first ? 'handled' : 'again  ';
  console.log(
    verdict,
    header('ce_time'),
    header('ce_account'),
    header('ce_id'),
    header('ce_subject'),
    header('ce_type'),
  );
}

// The events of an object share its id as their key and so a partition, which keeps their order: one after the other. What
// has been acted on is told to Kafka at the end of a batch, never before. Whoever takes over the partition begins there.
async function onBatch({ batch, resolveOffset, heartbeat, isRunning, isStale }) {
  let next;
  for (const message of batch.messages) {
    if (!isRunning() || isStale()) break;
    await onMessage(message);
    resolveOffset(message.offset);
    next = String(BigInt(message.offset) + 1n);
    await heartbeat();
  }
  const { topic, partition } = batch;
  if (next !== undefined) await consumer.commitOffsets([{ topic, partition, offset: next }]);
}

consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
  const count = Object.values(payload.memberAssignment).flat().length;
  console.error(`reading ${count} partitions`);
});
// What passes, kafkajs gets over by itself. The rest is for whoever runs this program to see.
consumer.on(consumer.events.CRASH, ({ payload }) => {
  if (payload.restart) return;
  console.error(payload.error.message);
  process.exitCode = 1;
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void consumer.disconnect());

await mkdir(EVENTS_FOLDER, { recursive: true });
await consumer.connect();
await consumer.subscribe({ topics, fromBeginning: true });
await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: onBatch });
