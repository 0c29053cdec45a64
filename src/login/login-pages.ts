/** The HTML of the pages on which a person signs in. They need no script. */
import { htmlPage } from '../pages/html-page.ts';
import { escapeAttribute, escapeText } from '../xml/escape.ts';
import type { LoginLanguage } from './login-language.ts';
import { type EndProblem, type FormProblem, type LoginTexts, loginTexts } from './login-texts.ts';

/** What each page with a form has. */
export interface FormParts {
  readonly language: LoginLanguage;
  /** The address that takes the form. */
  readonly action: string;
  /** The sealed state. */
  readonly request: string;
  /** The name of the application. */
  readonly application: string;
  /** What was wrong with the last attempt. Null for the first. */
  readonly problem: FormProblem | null;
}

export interface CompanyParts extends FormParts {
  readonly company: string;
}

export function choicePage(parts: FormParts): string {
  const { chooseTitle, chooseLabel, chooseHint, next } = loginTexts[parts.language];
  const fields = `<label for="company">${escapeText(chooseLabel)}</label>
    <p id="hint">${escapeText(chooseHint)}</p>
    <input type="text" id="company" name="company" autocomplete="organization" required autofocus
      maxlength="64" autocapitalize="none" spellcheck="false"${describedBy(parts, 'hint')}>
    ${button('company', next)}`;
  return formPage(parts, chooseTitle, fields);
}

/** @param userName what the field for the user's name contains at first. */
export function signInPage(
  parts: CompanyParts,
  userName: string,
  mayChangeCompany: boolean,
): string {
  const texts = loginTexts[parts.language];
  const focus = (is: boolean) => (is ? ' autofocus' : '');
  const another = mayChangeCompany
    ? button('other-company', texts.otherCompany, ' formnovalidate')
    : '';
  const fields = `<p>${escapeText(texts.signInTo(parts.application, parts.company))}</p>
    <label for="username">${escapeText(texts.userName)}</label>
    <input type="text" id="username" name="username" autocomplete="username" required
      maxlength="254" autocapitalize="none" spellcheck="false"${focus(userName === '')}
      value="${escapeAttribute(userName)}"${describedBy(parts)}>
    <label for="password">${escapeText(texts.password)}</label>
    <input type="password" id="password" name="password" autocomplete="current-password" required
      maxlength="1024"${focus(userName !== '')}${describedBy(parts)}>
    ${button('sign-in', texts.signIn)}
    ${another}`;
  return formPage(parts, texts.signInTitle, fields);
}

/** @param isSystem whether the application also wants to work without a person. */
export function consentPage(parts: CompanyParts, userName: string, isSystem: boolean): string {
  const texts = loginTexts[parts.language];
  const alone = isSystem ? `<p>${escapeText(texts.consentAlone)}</p>` : '';
  const fields = `<p>${escapeText(texts.consentText(parts.application, parts.company))}</p>
    ${alone}
    <p>${escapeText(texts.signedInAs(userName))}</p>
    ${button('allow', texts.allow)}
    ${button('refuse', texts.refuse)}`;
  return formPage(parts, texts.consentTitle(parts.application), fields);
}

/** For a person who cannot consent for the company. */
export function askPage(parts: CompanyParts, userName: string): string {
  const texts = loginTexts[parts.language];
  const fields = `<p>${escapeText(texts.askText(parts.application, parts.company))}</p>
    <p>${escapeText(texts.signedInAs(userName))}</p>
    ${button('refuse', texts.back)}`;
  return formPage(parts, texts.askTitle, fields);
}

export function signedOutPage(language: LoginLanguage): string {
  const { outTitle, outText } = loginTexts[language];
  return htmlPage({ language, title: outTitle, content: `<p>${escapeText(outText)}</p>` });
}

/** The one public message of the original has its own code for redirect URIs. */
const CODES: Readonly<Partial<Record<EndProblem, string>>> = {
  redirect: 'Authorization error: InvalidRedirectUrl (2)',
};

export function endPage(language: LoginLanguage, problem: EndProblem): string {
  const { endTitle, ends } = loginTexts[language];
  const code = CODES[problem];
  const shown = code === undefined ? '' : `\n  <p lang="en">${escapeText(code)}</p>`;
  const content = `<p role="alert">${escapeText(ends[problem])}</p>${shown}`;
  return htmlPage({ language, title: endTitle, content });
}

function formPage(parts: FormParts, title: string, fields: string): string {
  const { language, action, request, problem } = parts;
  const content = `${alertOf(loginTexts[language], problem)}
  <form method="post" action="${escapeAttribute(action)}">
    <input type="hidden" name="request" value="${escapeAttribute(request)}">
    ${fields}
  </form>`;
  return htmlPage({ language, title, content });
}

function alertOf(texts: LoginTexts, problem: FormProblem | null): string {
  return problem === null
    ? ''
    : `<p role="alert" id="problem">${escapeText(texts.problems[problem])}</p>`;
}

function describedBy({ problem }: FormParts, ...ids: readonly string[]): string {
  const described = problem === null ? ids : ['problem', ...ids];
  const invalid = problem === null ? '' : ' aria-invalid="true"';
  return described.length === 0 ? '' : `${invalid} aria-describedby="${described.join(' ')}"`;
}

function button(action: string, label: string, more = ''): string {
  return `<button name="action" value="${action}"${more}>${escapeText(label)}</button>`;
}
