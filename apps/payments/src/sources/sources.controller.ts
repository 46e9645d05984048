import { Controller } from '@nestjs/common';
import type { SourceCreateParams, SourceUpdateParams } from '@pinstripe/contract';
import { errors } from '@pinstripe/kernel';
import { context, Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { sources } from './source.entity.ts';
import { sourceTransactions } from './source-transactions/source-transaction.entity.ts';
import { createSource, updateSource, verifySource } from './sources.ts';

@Controller()
export class SourcesController {
  @Route('POST /v1/sources')
  create(params: SourceCreateParams) {
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
  async update(id: string, params: SourceUpdateParams) {
    return updateSource(await sources.load(id), params);
  }

  @Route('POST /v1/sources/{source}/verify')
  verify(id: string, { values }: Stripe.SourceVerifyParams) {
    return verifySource(id, values);
  }

  @Route('GET /v1/sources/{source}/source_transactions')
  async listTransactions(id: string, page: Stripe.SourceListSourceTransactionsParams) {
    const { id: source } = await sources.retrieve(id);
    return sourceTransactions.list(page, { source }, `/v1/sources/${source}/source_transactions`);
  }
}
