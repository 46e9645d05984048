import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { ValueListItemsService } from './value-list-items.service.ts';

@Controller()
export class ValueListItemsController {
  constructor(private readonly service: ValueListItemsService) {}

  @Route('POST /v1/radar/value_list_items')
  create(params: Stripe.Radar.ValueListItemCreateParams) {
    return this.service.create(params);
  }

  @Route('GET /v1/radar/value_list_items/{item}')
  retrieve(id: string) {
    return this.service.retrieve(id);
  }

  @Route('GET /v1/radar/value_list_items')
  list(params: Stripe.Radar.ValueListItemListParams) {
    return this.service.list(params);
  }

  @Route('DELETE /v1/radar/value_list_items/{item}')
  del(id: string) {
    return this.service.del(id);
  }
}
