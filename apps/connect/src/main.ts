import { kafkaBus } from '@pinstripe/bus';
import { runService } from '@pinstripe/service';
import { connect } from './connect.module.ts';

await runService(connect, [kafkaBus()]);
