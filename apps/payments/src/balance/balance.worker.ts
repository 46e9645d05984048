import { Injectable } from '@nestjs/common';
import { DAY, type JsonObject, type Timestamp } from '@pinstripe/kernel';
import { balance } from '@pinstripe/ledger';
import { emit, INBOX, now, runUnit, scope, setTimer, Timer, UNREQUESTED } from '@pinstripe/service';
import { balanceOf } from './balance.ts';

/**
 * Announces `balance.available` when pending funds have become available.
 *
 * Funds become available at midnight (UTC), so that one timer for all accounts is enough, and no payment has to set one:
 * it is there from the migration on, and sets itself anew. An account is told once of what has become available, also when
 * the timer comes late, or again after a crash. What is available as soon as it is paid is told of at midnight too.
 */
const BALANCE_AVAILABLE = 'balance_available';

/** What has become available to one account, the latest of it on `available_on`. */
interface Became {
  account: string;
  livemode: boolean;
  available_on: Timestamp;
}

@Injectable()
export class BalanceWorker {
  @Timer(BALANCE_AVAILABLE)
  async announce({ since }: JsonObject) {
    const until = now();
    for (const became of await becameAvailable(since as Timestamp, until)) await announceTo(became, until);
    await setTimer(BALANCE_AVAILABLE, '', nextMidnight(until), { since: until });
  }
}

function becameAvailable(since: Timestamp, until: Timestamp): Promise<Became[]> {
  return scope().runtime.database.query<Became>({
    text:
      'select account, livemode, max(available_on) as available_on from balance_transactions ' +
      "where available_on > $1 and available_on <= $2 and (document ->> 'net')::bigint > 0 " +
      'group by account, livemode order by account, livemode',
    values: [since, until],
  });
}

/** A unit of the account's own, which happens once. */
async function announceTo({ account, livemode, available_on }: Became, until: Timestamp): Promise<void> {
  const context = { ...UNREQUESTED, account, livemode, now: until };
  const key = `${BALANCE_AVAILABLE} ${account} ${livemode} ${available_on}`;
  await runUnit(scope().runtime, { context }, async (unit) => {
    unit.claim = { table: INBOX, row: { key, created: until } };
    emit('balance.available', balanceOf(await balance(account, livemode), livemode), null);
  });
}

function nextMidnight(at: Timestamp): Timestamp {
  return (Math.floor(at / DAY) + 1) * DAY;
}
