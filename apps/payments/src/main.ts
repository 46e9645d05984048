import { kafkaBus } from '@pinstripe/bus';
import { runService } from '@pinstripe/service';
import { payments } from './payments.module.ts';

await runService(payments, [kafkaBus()]);
