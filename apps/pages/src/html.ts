/** Markup, as opposed to text that has yet to be made harmless. */
export class Html {
  constructor(readonly text: string) {}
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup from a template; whatever is put into it is text, unless it is markup itself. */
export function html(parts: TemplateStringsArray, ...values: readonly (Html | string)[]): Html {
  const text = parts.map((part, at) => part + (at < values.length ? escaped(values[at]!) : ''));
  return new Html(text.join(''));
}

function escaped(value: Html | string): string {
  return value instanceof Html
    ? value.text
    : value.replaceAll(/[&<>"']/g, (character) => ESCAPES[character]!);
}
