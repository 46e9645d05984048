export { type Command, type CommandMessage, type Origin, refused, reply, sendCommand } from './commands.ts';
export { kafkaBus, type KafkaBusOptions } from './kafka-bus.ts';
export type { Received } from './received.ts';
export { type TopicKind, topicOf, type TopicOptions } from './topics.ts';
