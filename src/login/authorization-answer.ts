/**
 * Sends the answer to an authorization request back to its application.
 *
 * @see https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html#ResponseModes
 * @see https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html
 */
import type { FastifyReply } from 'fastify';
import { htmlPage, pageHeadersFor } from '../pages/html-page.ts';
import { escapeAttribute, escapeText } from '../xml/escape.ts';
import type { ReturnedError } from './authorization-error.ts';
import type { ReturnAddress } from './authorization-request.ts';
import type { LoginLanguage } from './login-language.ts';
import { loginTexts } from './login-texts.ts';

/** In the order in which they are sent. */
export type AnswerMembers = readonly (readonly [name: string, value: string | null])[];

/** Saves readers with scripts one click. Without scripts, the button sends the form. */
const SUBMIT = 'document.forms[0].submit()';

/** Returns the body. */
export function sendAnswer(
  reply: FastifyReply,
  { application, redirectUri, responseMode }: ReturnAddress,
  members: AnswerMembers,
  language: LoginLanguage,
): string {
  const sent = members.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  if (responseMode === 'form_post') {
    reply.headers(pageHeadersFor({ formTargets: [formTargetOf(redirectUri)], script: SUBMIT }));
    return formPage(redirectUri, sent, application.name, language);
  }
  const encoded = sent.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  reply.code(303).header('Location', locationOf(redirectUri, responseMode, encoded));
  reply.header('Referrer-Policy', 'no-referrer');
  return '';
}

/**
 * The members of an error. `state` comes first, as in all answers.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
 */
export function errorMembers({ state }: ReturnAddress, error: ReturnedError): AnswerMembers {
  return [
    ['state', state],
    ['error', error.code],
    ['error_description', error.message],
  ];
}

/** Returns where a form may lead that ends at the address, as Content-Security-Policy names it. */
export function formTargetOf(redirectUri: string): string {
  const { protocol, hostname, origin } = new URL(redirectUri);
  // Content-Security-Policy has no way to name an IPv6 address.
  return hostname.startsWith('[') ? protocol : origin;
}

/** The redirect URI stays as it is registered, because some clients compare it as a text. */
function locationOf(redirectUri: string, mode: 'query' | 'fragment', encoded: string): string {
  if (mode === 'fragment') return `${redirectUri}#${encoded}`;
  if (!redirectUri.includes('?')) return `${redirectUri}?${encoded}`;
  return `${redirectUri}${/[?&]$/.test(redirectUri) ? '' : '&'}${encoded}`;
}

function formPage(
  redirectUri: string,
  sent: readonly (readonly [name: string, value: string])[],
  application: string,
  language: LoginLanguage,
): string {
  const texts = loginTexts[language];
  const fields = sent.map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escapeAttribute(value)}">`,
  );
  const content = `<p>${escapeText(texts.returnText(application))}</p>
  <form method="post" action="${escapeAttribute(redirectUri)}">
    ${fields.join('\n    ')}
    <button autofocus>${escapeText(texts.next)}</button>
  </form>
  <script>${SUBMIT}</script>`;
  return htmlPage({ language, title: texts.returnTitle, content });
}
