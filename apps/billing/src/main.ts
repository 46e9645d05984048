import { kafkaBus } from '@pinstripe/bus';
import { runService } from '@pinstripe/service';
import { billing } from './billing.module.ts';

await runService(billing, [kafkaBus()]);
