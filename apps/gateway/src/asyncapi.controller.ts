import { Controller, Get, Header } from '@nestjs/common';
import { TOPICS } from '@pinstripe/bus';
import { asyncApi } from '@pinstripe/contract';

/** Where the topics of events are. */
export interface EventTopics {
  /** Addresses of Kafka as its consumers reach it; none if this process is not told. */
  brokers: readonly string[];
  /** The first part of the topics' names. */
  namespace: string;
}

/** The AsyncAPI document of the platform, made when somebody first asks for it. */
export class EventsDocument {
  private text: string | undefined;

  constructor(private readonly topics: EventTopics) {}

  get json(): string {
    const { partitions, retention } = TOPICS.events;
    const topic = { partitions, retention_ms: retention === null ? -1 : retention * 1000 };
    return (this.text ??= JSON.stringify(asyncApi({ ...this.topics, topic })));
  }
}

/** For whoever consumes the events: docs/guides/consuming-events.md. Tools in a browser may read it too. */
@Controller()
export class AsyncApiController {
  constructor(private readonly document: EventsDocument) {}

  @Get('asyncapi.json')
  @Header('content-type', 'application/json')
  @Header('access-control-allow-origin', '*')
  asyncApi() {
    return this.document.json;
  }
}
