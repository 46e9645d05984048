/**
 * A status machine as data: for each status, the actions it allows. Written next to the transitions it governs, so that
 * the eye can check one against the other; a test walks every status against every action.
 */
export type StatusTable<Status extends string, Action extends string> = Readonly<
  Record<Status, readonly Action[]>
>;

/** Whether `table` allows `action` in `status`. */
export function allows<Status extends string, Action extends string>(
  table: StatusTable<Status, Action>,
  status: Status,
  action: Action,
): boolean {
  return table[status].includes(action);
}

/** The statuses in which `table` allows `action`, in the order of the table. */
export function statusesAllowing<Status extends string, Action extends string>(
  table: StatusTable<Status, Action>,
  action: Action,
): Status[] {
  return (Object.keys(table) as Status[]).filter((status) => allows(table, status, action));
}
