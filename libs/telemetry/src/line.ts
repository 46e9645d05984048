/** A record of the log as one line for a terminal: time (UTC), level, who, what, and the rest as `name=value`. */
export function formatLine(record: Record<string, unknown>): string {
  const { time, level, name, msg, err, trace_id: _, ...rest } = record;
  const words = [String(time).slice(11, 23), String(level).padEnd(5), text(name ?? '').padEnd(8)];
  if (msg !== undefined) words.push(text(msg));
  for (const [field, value] of Object.entries(rest)) words.push(`${field}=${shown(value)}`);
  if (err !== undefined && err !== null) words.push(`(${summary(err as Record<string, unknown>, msg)})`);
  return `${words.map(plain).join(' ')}\n`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function shown(value: unknown): string {
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

/** What went wrong and where it was thrown; the whole stack is in the JSON format. */
function summary({ type, message, stack }: Record<string, unknown>, msg: unknown): string {
  const where = /^\s+at .*$/m.exec(String(stack))?.[0].trim();
  const what = message === msg ? String(type) : `${String(type)}: ${String(message)}`;
  return where === undefined ? what : `${what}, ${where}`;
}

/** Without what would break the line, or speak to the terminal. */
function plain(word: string): string {
  return word.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}
