import { mintId, mintSortId } from '@pinstripe/kernel';
import { scope } from '@pinstripe/service';

/** An id of a kind of object that has several prefixes, where it is not the first: `py_…` is a charge, too. */
export function newId(prefix: string): string {
  return mintId(prefix, mintSortId(scope().runtime.clock.millis()));
}
