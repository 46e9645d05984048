import { type Html, html } from './html.ts';

/** A page of the platform's: a card in the middle, without scripts, in the colors that the payer's device prefers. */
export function page(title: string, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          :root {
            color-scheme: light dark;
            --ink: light-dark(#1a1f36, #f6f8fa);
            --faint: light-dark(#697386, #a3acb9);
            --ground: light-dark(#f6f8fa, #0f1220);
            --card: light-dark(#fff, #1a1f36);
            --line: light-dark(#e3e8ee, #3c4257);
            --accent: #533afd;
          }
          * {
            box-sizing: border-box;
          }
          body {
            margin: 0;
            min-height: 100vh;
            display: grid;
            place-items: center;
            background: var(--ground);
            color: var(--ink);
            font:
              16px/1.5 system-ui,
              sans-serif;
          }
          main {
            width: min(26rem, calc(100vw - 2rem));
            padding: 2rem;
            background: var(--card);
            border: 1px solid var(--line);
            border-radius: 0.75rem;
          }
          h1 {
            margin: 0 0 0.5rem;
            font-size: 1.25rem;
          }
          p {
            margin: 0 0 1.5rem;
            color: var(--faint);
          }
          dl {
            display: grid;
            grid-template-columns: auto 1fr;
            gap: 0.5rem 1.5rem;
            margin: 0 0 1.5rem;
          }
          dt {
            color: var(--faint);
          }
          dd {
            margin: 0;
            text-align: right;
            font-variant-numeric: tabular-nums;
          }
          button {
            width: 100%;
            padding: 0.625rem;
            margin-top: 0.75rem;
            border: 1px solid var(--line);
            border-radius: 0.375rem;
            background: transparent;
            color: inherit;
            font: inherit;
            cursor: pointer;
          }
          button.primary {
            border-color: var(--accent);
            background: var(--accent);
            color: #fff;
          }
          button:focus-visible {
            outline: 2px solid var(--accent);
            outline-offset: 2px;
          }
        </style>
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html>`;
}
