// Prints what happens on the platform: every event of every service, in order for each object.
// Plain kafkajs; docs/guides/consuming-events.md says what the messages are and what is promised of them.
import { Kafka, logLevel } from 'kafkajs';

const { KAFKA_BROKERS, PINSTRIPE_NAMESPACE = 'pinstripe', CONSUMER_GROUP = 'example' } = process.env;
if (!KAFKA_BROKERS) {
  console.error('KAFKA_BROKERS is not set: `npm start` prints the address.');
  process.exit(1);
}

const topics = ['billing', 'payments'].map((service) => `${PINSTRIPE_NAMESPACE}.${service}.events`);
const brokers = KAFKA_BROKERS.split(',');
const kafka = new Kafka({ clientId: CONSUMER_GROUP, brokers, logLevel: logLevel.NOTHING });
// A member of the group that dies without a word is replaced after this long.
const consumer = kafka.consumer({ groupId: CONSUMER_GROUP, sessionTimeout: 10_000 });

// An event comes at least once: again after a rebalance, a crash, a lost acknowledgement. Whoever acts on events keeps
// their ids in the transaction that acts. This program only prints, and so it only remembers.
const SEEN_MAX = 100_000;
const seen = new Set();

function isRepeat(id) {
  if (seen.has(id)) return true;
  seen.add(id);
  if (seen.size > SEEN_MAX) seen.delete(seen.values().next().value);
  return false;
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

await consumer.connect();
await consumer.subscribe({ topics, fromBeginning: true });
await consumer.run({
  // One message of a partition after the other: the events of an object share its id as their key, and so a partition,
  // which keeps their order. Kafka is told of a message's offset after this has returned, never before.
  eachMessage: async ({ message }) => {
    const header = (name) => message.headers[name].toString();
    if (isRepeat(header('ce_id'))) return;
    const { id, type } = JSON.parse(message.value.toString());
    console.log(header('ce_time'), header('ce_account'), id, header('ce_subject'), type);
  },
});
