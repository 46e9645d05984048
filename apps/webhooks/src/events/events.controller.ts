import { Controller } from '@nestjs/common';
import type { EventRetryParams, Routes } from '@pinstripe/contract';
import { Route } from '@pinstripe/service';
import { EventsRetry } from './events.retry.ts';
import { EventsService } from './events.service.ts';

@Controller()
export class EventsController {
  constructor(
    private readonly events: EventsService,
    private readonly retries: EventsRetry,
  ) {}

  @Route('GET /v1/events/{id}')
  retrieve(id: string) {
    return this.events.retrieve(id);
  }

  @Route('POST /v1/events/{id}/retry')
  retry(id: string, params: EventRetryParams) {
    return this.retries.retry(id, params);
  }

  @Route('GET /v1/events')
  list(params: Routes['GET /v1/events']['params']) {
    return this.events.list(params);
  }
}
