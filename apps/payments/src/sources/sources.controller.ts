import { Controller } from '@nestjs/common';
import { errors } from '@pinstripe/kernel';
import { context, Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { sources } from './source.entity.ts';
import { createSource, updateSource } from './sources.ts';

@Controller()
export class SourcesController {
  @Route('POST /v1/sources')
  create(params: Stripe.SourceCreateParams) {
    return createSource(params);
  }

  @Route('GET /v1/sources/{source}')
  async retrieve(id: string, { client_secret }: Stripe.SourceRetrieveParams) {
    const source = await sources.retrieve(id);
    if (client_secret === undefined && context().key_type === 'publishable') {
      throw errors.parameterMissing('client_secret');
    }
    if (client_secret !== undefined && client_secret !== source.client_secret) {
      throw errors.invalid('The client_secret provided does not match that of the source.', {
        param: 'client_secret',
      });
    }
    return source;
  }

  @Route('POST /v1/sources/{source}')
  async update(id: string, params: Stripe.SourceUpdateParams) {
    return updateSource(await sources.load(id), params);
  }

  @Route('POST /v1/sources/{source}/verify')
  async verify(id: string): Promise<Stripe.Source> {
    const { flow } = await sources.load(id);
    throw errors.invalid(`A source with the flow ${flow} cannot be verified by a code.`);
  }

  /** Only what a customer sends by themselves is a transaction of a source: of a card there are none. */
  @Route('GET /v1/sources/{source}/source_transactions')
  async listTransactions(id: string): Promise<Stripe.ApiList<Stripe.SourceTransaction>> {
    await sources.retrieve(id);
    return { object: 'list', data: [], has_more: false, url: `/v1/sources/${id}/source_transactions` };
  }
}
