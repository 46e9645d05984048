import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Controller } from '@nestjs/common';
import { STRIPECLI_SOCKET, type StripecliSessionCreateParams } from '@pinstripe/contract';
import { Route, Socket } from '@pinstripe/service';
import { StripecliService } from './stripecli.service.ts';
import { StripecliWorker } from './stripecli.worker.ts';

@Controller()
export class StripecliController {
  constructor(
    private readonly sessions: StripecliService,
    private readonly worker: StripecliWorker,
  ) {}

  @Route('POST /v1/stripecli/sessions')
  create(params: StripecliSessionCreateParams) {
    return this.sessions.create(params);
  }

  @Socket(STRIPECLI_SOCKET)
  connect(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    void this.worker.connect(request, socket, head);
  }
}
