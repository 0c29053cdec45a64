/** The HTML of the page on which a user chooses a new password. It needs no script. */
import { hash } from 'node:crypto';
import { escapeAttribute, escapeText } from '../xml/escape.ts';

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

/** Allows only this style, and sending the form to this server. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy':
    `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; ` +
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex',
};

export interface FormPage {
  readonly token: string;
  readonly userName: string;
  readonly charactersMin: number;
  /** What was wrong with the last attempt. Null for the first. */
  readonly problem: string | null;
}

export function formPage({ token, userName, charactersMin, problem }: FormPage): string {
  const alert = problem === null ? '' : `<p role="alert" id="problem">${escapeText(problem)}</p>`;
  const invalid = problem === null ? '' : ' aria-invalid="true" aria-describedby="problem"';
  const field = (name: string, label: string, more: string) => `
    <label for="${name}">${label}</label>
    <input type="password" id="${name}" name="${name}" autocomplete="new-password" required
      minlength="${charactersMin}"${invalid}${more}>`;
  const fields = field('password', 'New password', ' autofocus');
  return page(
    'Choose a new password',
    `${alert}
  <form method="post" action="password">
    <input type="hidden" name="token" value="${escapeAttribute(token)}">
    <label for="username">User</label>
    <input type="text" id="username" autocomplete="username" readonly
      value="${escapeAttribute(userName)}">${fields}${field('again', 'New password again', '')}
    <button>Set the password</button>
  </form>`,
  );
}

export function donePage(userName: string): string {
  return page(
    'Your password is set',
    `<p>The user ${escapeText(userName)} can log in with the new password. All sessions from before
    have ended. You can close this page.</p>`,
  );
}

export function endedPage(): string {
  return page(
    'This link is not valid',
    `<p>A link works once, within an hour after it was sent, and only the last link of a user works.
    Ask for another mail where you asked for this one.</p>`,
  );
}

export function problemPage(problem: string): string {
  return page('This did not work', `<p role="alert">${escapeText(problem)}</p>`);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
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
