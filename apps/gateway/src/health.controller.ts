import { Controller, Get, Header } from '@nestjs/common';
import { metrics } from '@pinstripe/telemetry';

/** For whatever runs and watches the process. The gateway keeps no state: as soon as it listens, it is ready. */
@Controller()
export class HealthController {
  @Get('health')
  health() {
    return { status: 'ok' };
  }

  @Get('ready')
  ready() {
    return { status: 'ok' };
  }

  @Get('metrics')
  @Header('content-type', metrics.content_type)
  metrics() {
    return metrics.text();
  }
}
