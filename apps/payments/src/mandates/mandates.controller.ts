import { Controller } from '@nestjs/common';
import type { PageParams } from '@pinstripe/contract';
import { Route } from '@pinstripe/service';
import { mandates } from './mandate.entity.ts';
import { seenOnPage } from './mandates.page.ts';

@Controller()
export class MandatesController {
  @Route('GET /v1/mandates/{mandate}')
  retrieve(id: string) {
    return mandates.retrieve(id);
  }

  @Route('GET /pinstripe/pages/{merchant}/mandates/{mandate}')
  see(_merchant: string, id: string, params: PageParams) {
    return seenOnPage(id, params);
  }
}
