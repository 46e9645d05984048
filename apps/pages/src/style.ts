import { createHash } from 'node:crypto';
import { Html } from './html.ts';

const TEXT = `
  :root {
    color-scheme: light dark;
    --ink: light-dark(#1a1f36, #f6f8fa);
    --faint: light-dark(#5b6478, #a3acb9);
    --ground: light-dark(#f6f8fa, #0f1220);
    --card: light-dark(#fff, #1a1f36);
    --line: light-dark(#e3e8ee, #3c4257);
    --border: light-dark(#8792a2, #8792a2);
    --accent: #533afd;
    --focus: light-dark(#533afd, #b3a8ff);
    --wrong: light-dark(#b3093c, #ff8fa8);
    --right: light-dark(#0b6b3a, #6fdca0);
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
    font: 16px/1.5 system-ui, sans-serif;
  }
  main {
    width: min(28rem, calc(100vw - 2rem));
    margin: 1rem;
    padding: clamp(1.25rem, 6vw, 2rem);
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 0.75rem;
    overflow-wrap: anywhere;
  }
  main > :last-child {
    margin-bottom: 0;
  }
  h1 {
    margin: 0 0 0.5rem;
    font-size: 1.25rem;
    line-height: 1.3;
  }
  h2 {
    margin: 1.5rem 0 0.5rem;
    font-size: 1rem;
  }
  p {
    margin: 0 0 1.5rem;
    color: var(--faint);
  }
  .sum {
    margin: 0 0 0.25rem;
    color: var(--ink);
    font-size: 2rem;
    font-weight: 600;
    line-height: 1.2;
    font-variant-numeric: tabular-nums;
  }
  .wrong,
  .right {
    padding: 0.625rem 0.875rem;
    border-left: 3px solid currentcolor;
    background: color-mix(in srgb, currentcolor 8%, transparent);
  }
  .wrong {
    color: var(--wrong);
  }
  .right {
    color: var(--right);
  }
  dl {
    display: grid;
    grid-template-columns: minmax(min-content, 1fr) auto;
    gap: 0.5rem 1.5rem;
    margin: 0 0 1.5rem;
  }
  dt {
    color: var(--faint);
    overflow-wrap: break-word;
  }
  dd {
    margin: 0;
    text-align: right;
    font-variant-numeric: tabular-nums;
  }
  dl.total {
    padding-top: 0.5rem;
    border-top: 1px solid var(--line);
    font-weight: 600;
  }
  .total dt {
    color: inherit;
  }
  .number {
    white-space: nowrap;
  }
  label {
    display: block;
    margin-top: 0.75rem;
    font-weight: 500;
  }
  input {
    width: 100%;
    margin-top: 0.25rem;
    padding: 0.625rem;
    border: 1px solid var(--border);
    border-radius: 0.375rem;
    background: transparent;
    color: inherit;
    font: inherit;
    font-variant-numeric: tabular-nums;
  }
  input[aria-invalid='true'] {
    border-color: var(--wrong);
  }
  small {
    display: block;
    margin-top: 0.25rem;
    color: var(--faint);
    font-size: 0.875rem;
    font-weight: 400;
  }
  button {
    width: 100%;
    padding: 0.625rem;
    margin-top: 0.75rem;
    border: 1px solid var(--border);
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
  input + button,
  label + button {
    margin-top: 1.25rem;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  details {
    margin-top: 1.5rem;
    padding-top: 1rem;
    border-top: 1px solid var(--line);
    color: var(--faint);
    font-size: 0.875rem;
  }
  details dl {
    margin: 0.75rem 0 0;
  }
  summary {
    cursor: pointer;
  }
`;

/** How every page looks, in the colors that the payer's device prefers. */
export const STYLE = new Html(`<style>${TEXT}</style>`);

/** The same as a page's policy names it, which allows no other. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(TEXT).digest('base64')}'`;
