import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { ValueListsService } from './value-lists.service.ts';

@Controller()
export class ValueListsController {
  constructor(private readonly service: ValueListsService) {}

  @Route('POST /v1/radar/value_lists')
  create(params: Stripe.Radar.ValueListCreateParams) {
    return this.service.create(params);
  }

  @Route('GET /v1/radar/value_lists/{value_list}')
  retrieve(id: string) {
    return this.service.retrieve(id);
  }

  @Route('POST /v1/radar/value_lists/{value_list}')
  update(id: string, params: Stripe.Radar.ValueListUpdateParams) {
    return this.service.update(id, params);
  }

  @Route('GET /v1/radar/value_lists')
  list(params: Stripe.Radar.ValueListListParams) {
    return this.service.list(params);
  }

  @Route('DELETE /v1/radar/value_lists/{value_list}')
  del(id: string) {
    return this.service.del(id);
  }
}
