import { Controller } from '@nestjs/common';
import { context, Route } from '@pinstripe/service';
import { sandboxAccount } from './account.ts';

@Controller()
export class AccountsController {
  @Route('GET /v1/account')
  async retrieveCurrent() {
    return sandboxAccount(context().account);
  }
}
