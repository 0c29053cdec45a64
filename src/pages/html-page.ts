/** What all pages for people have in common: their frame, their style and their headers. */
import { hash } from 'node:crypto';
import { escapeText } from '../xml/escape.ts';

const STYLE = `
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 28rem; margin: 3rem auto;
    padding: 0 1rem; }
  h1 { font-size: 1.4rem; }
  label { display: block; margin-top: 1rem; }
  input, button { font: inherit; width: 100%; padding: .5rem; box-sizing: border-box; }
  button { margin-top: 1.5rem; }
  [role=alert] { border-left: .3rem solid; padding-left: .7rem; font-weight: 600; }
`;

export interface HtmlPage {
  /** A language tag such as `en`. */
  readonly language: string;
  /** Plain text. */
  readonly title: string;
  /** HTML. */
  readonly content: string;
}

export function htmlPage({ language, title, content }: HtmlPage): string {
  return `<!doctype html>
<html lang="${language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>${escapeText(title)}</title>
  <style>${STYLE}</style>
</head>
<body>
<main>
  <h1>${escapeText(title)}</h1>
  ${content}
</main>
</body>
</html>
`;
}

export interface PageRights {
  /**
   * Origins other than this server to which a form, or the answer to a form, may send the browser.
   */
  readonly formTargets?: readonly string[];
  /** The text of the one script that may run. By default none may. */
  readonly script?: string;
}

/** The headers of a page. It may use this style, and send forms to this server. */
export function pageHeadersFor({ formTargets = [], script }: PageRights) {
  const allowed = script === undefined ? '' : `script-src ${hashSource(script)}; `;
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy':
      `default-src 'none'; style-src ${hashSource(STYLE)}; ${allowed}` +
      `form-action ${["'self'", ...formTargets].join(' ')}; ` +
      "frame-ancestors 'none'; base-uri 'none'",
    'Referrer-Policy': 'no-referrer',
    'X-Frame-Options': 'DENY',
    'X-Robots-Tag': 'noindex',
  };
}

export const pageHeaders = pageHeadersFor({});

function hashSource(text: string): string {
  return `'sha256-${hash('sha256', text, 'base64')}'`;
}
