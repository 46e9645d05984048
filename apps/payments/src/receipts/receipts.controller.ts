import { Controller } from '@nestjs/common';
import type { PageParams } from '@pinstripe/contract';
import { Route } from '@pinstripe/service';
import { retrieve } from './receipts.ts';

@Controller()
export class ReceiptsController {
  @Route('GET /pinstripe/pages/{merchant}/receipts/{charge}')
  retrieve(_merchant: string, id: string, params: PageParams) {
    return retrieve(id, params);
  }
}
