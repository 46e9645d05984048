import { Html, html } from './html.ts';
import { STYLE } from './style.ts';

/** A page of the platform's: a card in the middle, without scripts. */
export function page(title: string, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${STYLE}
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html>`;
}

/** What is known of something, a name and a value each; what is null is left out. */
export function facts(list: readonly (readonly [name: string, value: Html | string | null])[]): Html {
  return html`<dl>${listed(list)}</dl>`;
}

/** The same, below a line: what all of it comes to. */
export function total(name: string, value: string): Html {
  return html`<dl class="total">${listed([[name, value]])}</dl>`;
}

function listed(list: Parameters<typeof facts>[0]): Html {
  return joined(
    list.map(([name, value]) =>
      value === null
        ? NOTHING
        : html`<dt>${name}</dt>
            <dd>${value}</dd>`,
    ),
  );
}

/** Several pieces of a page, one after the other. */
export function joined(pieces: readonly Html[]): Html {
  return new Html(pieces.map(({ text }) => text).join(''));
}

export const NOTHING = new Html('');

/** What was wrong with what the payer has entered; nothing where nothing was. */
export function alert(message: string | null): Html {
  return message === null ? NOTHING : html`<p class="wrong" id="wrong" role="alert">${message}</p>`;
}

interface Field {
  name: string;
  label: string;
  hint?: string;
  /** What is in it already. */
  value?: string;
  /** Whether it takes digits, so that a phone shows those. */
  digits?: true;
  /** What was entered before is wrong, as `alert` says. */
  wrong: boolean;
}

/** Whoever is wrong goes on where it was, and hears why. */
const WRONG = new Html('autofocus');

/** A field of a form, with its label; it has to be filled in. */
export function field({ digits, hint, label, name, value = '', wrong }: Field): Html {
  const described = [...(hint === undefined ? [] : [`${name}-hint`]), ...(wrong ? ['wrong'] : [])];
  return html`<label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      value="${value}"
      autocomplete="off"
      inputmode="${digits === true ? 'decimal' : 'text'}"
      aria-invalid="${String(wrong)}"
      aria-describedby="${described.join(' ')}"
      ${wrong ? WRONG : NOTHING}
      required
    />
    ${hint === undefined ? NOTHING : html`<small id="${name}-hint">${hint}</small>`}`;
}

/** What a form says of itself. */
export function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`;
}

/** A day, for people, wherever they are: `24 November 2026`. `timestamp` in seconds. */
export function day(timestamp: number): string {
  return DAYS.format(timestamp * 1000);
}

/** A day and the time of the clock in `zone`, for people: `24 November 2026 at 23:59`. `timestamp` in seconds. */
export function moment(timestamp: number, zone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: zone });
  return format.format(timestamp * 1000);
}

const DAYS = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
