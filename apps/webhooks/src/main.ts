import { kafkaBus } from '@pinstripe/bus';
import { runService } from '@pinstripe/service';
import { webhooks } from './webhooks.module.ts';

await runService(webhooks, [kafkaBus()]);
