import { Controller } from '@nestjs/common';
import type {
  PageParams,
  PayerActionCompleteParams,
  PayerActionVerifyMicrodepositsParams,
} from '@pinstripe/contract';
import { Route } from '@pinstripe/service';
import { PayerActionsService } from './payer-actions.service.ts';

@Controller()
export class PayerActionsController {
  constructor(private readonly service: PayerActionsService) {}

  @Route('GET /pinstripe/pages/{merchant}/payer_actions/{payer_action}')
  retrieve(_merchant: string, id: string, params: PageParams) {
    return this.service.retrieve(id, params);
  }

  @Route('POST /pinstripe/pages/{merchant}/payer_actions/{payer_action}/complete')
  complete(_merchant: string, id: string, params: PayerActionCompleteParams) {
    return this.service.complete(id, params);
  }

  @Route('POST /pinstripe/pages/{merchant}/payer_actions/{payer_action}/verify_microdeposits')
  verifyMicrodeposits(_merchant: string, id: string, params: PayerActionVerifyMicrodepositsParams) {
    return this.service.verifyMicrodeposits(id, params);
  }
}
