/** The HTML of the page on which a user chooses a new password. It needs no script. */
import { escapeAttribute, escapeText } from '../xml/escape.ts';
import { htmlPage } from './html-page.ts';

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
  return htmlPage({ language: 'en', title, content });
}
