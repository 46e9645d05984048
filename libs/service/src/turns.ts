/**
 * A call that does `work` at the end of this turn of the event loop, once however often it is called until then: requests that have come in
 * together go on together.
 */
export function atTurnEnd(work: () => void): () => void {
  let is_due = false;
  return () => {
    if (is_due) return;
    is_due = true;
    setImmediate(() => {
      is_due = false;
      work();
    });
  };
}
