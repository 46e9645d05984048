import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@pinstripe/kernel';
import { clearTimer, setTimer, Timer } from '@pinstripe/service';
import { releaseCharge } from '../balance-transactions/balance-transactions.service.ts';
import type { Charge } from './charge.ts';
import { charges } from './charge.entity.ts';
import { onRefunded } from './charges.refunded.ts';

/** Timers of this kind end the authorizations of charges that no PaymentIntent made, and that nobody captured in time. */
const CHARGE_EXPIRY = 'charge_expiry';

/** The money is held until `capture_before`, which the card's network decides: seven days, as a rule. */
export async function setChargeExpiry({ id, payment_method_details }: Charge): Promise<void> {
  await setTimer(CHARGE_EXPIRY, id, payment_method_details!.card!.capture_before!, { charge: id });
}

export async function clearChargeExpiry({ id }: Charge): Promise<void> {
  await clearTimer(CHARGE_EXPIRY, id);
}

@Injectable()
export class ChargesWorker {
  /** The network has let the money go by itself: nobody needs to be asked. */
  @Timer(CHARGE_EXPIRY)
  async expire({ charge: id }: JsonObject) {
    const charge = await charges.load(id as string);
    if (charge.captured || charge.refunded) return;
    releaseCharge(charge, 'charge.expired');
    await onRefunded(charge.id, null);
  }
}
