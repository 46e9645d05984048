export { type Command, type CommandMessage, type Origin, refused, reply, sendCommand } from './commands.ts';
export { IN_BATCHES } from './consumers.ts';
export { kafkaBus, type KafkaBusOptions } from './kafka-bus.ts';
export { consumed, header, json, type Received, Unreadable } from './received.ts';
export { LossyTopic, type LossyTopicOptions, type Whose } from './lossy-topic.ts';
export { Tail, type TailOptions } from './tail.ts';
export { type TopicKind, topicOf, type TopicOptions, TOPICS, type TopicSettings } from './topics.ts';
