import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import { mandates } from './mandate.entity.ts';

@Controller()
export class MandatesController {
  @Route('GET /v1/mandates/{mandate}')
  retrieve(id: string) {
    return mandates.retrieve(id);
  }
}
