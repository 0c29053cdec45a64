/**
 * Removes texts that look like secrets from everything that is logged. This is only a safety net:
 * no code may log secrets and rely on it.
 */

import { partnerSystemUserService } from '../contract/partner-system-user.ts';
import { secretFieldsOf } from '../contract/secret-fields.ts';
import { services } from '../contract/services88/services.ts';

export const HIDDEN = '[hidden]';

/** Names of secrets that no message of the contract declares. */
const OTHER_NAMES = ['assertion', 'authorization', 'masterKey', 'secret', 'sessionKey', 'token'];

/** The names of secret fields in the contract, such as `AppToken`. */
const DECLARED = secretFieldsOf([...services, partnerSystemUserService]);
const DECLARED_NAMES = [...new Set(DECLARED.map(({ name }) => name))];

const NAMES = new Set([...OTHER_NAMES, ...DECLARED_NAMES].map((name) => name.toLowerCase()));

/** Whether a field with this name holds a secret. Ignores case. */
export function isSecretName(name: string): boolean {
  return NAMES.has(name.toLowerCase());
}

/**
 * Patterns of secrets, and their replacements.
 *
 * Strangers choose the text, so matching must take linear time. Only the last quantifier of a
 * pattern may be unbounded, and it must not be able to fail, or it must stop at the first
 * character at which the pattern can begin again.
 */
const FORMS: readonly (readonly [form: RegExp, left: string])[] = [
  // Tickets, access tokens and application tokens in the original's form, and hashes of secrets.
  [/\b([78][A-Z]:)[A-Za-z0-9+/=._~-]{8,}/g, `$1${HIDDEN}`],
  // A JWT, even if it is cut off.
  [/\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}/g, HIDDEN],
  [/\$(?:argon2id?|scrypt)\$[A-Za-z0-9+/=$,.-]+/g, HIDDEN],
  [/\b(Basic|Bearer) +[A-Za-z0-9+/=._~-]{4,}/gi, `$1 ${HIDDEN}`],
  // The password in a URL.
  [/(:\/\/[^\s/:@"]*:)[^\s/@"]+@/g, `$1${HIDDEN}@`],
  [
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
    HIDDEN,
  ],
];

/** XML elements and JSON properties that hold secrets of any form. */
const NAMED_FORMS: readonly (readonly [form: RegExp, left: string])[] = [
  [namedForm('(<(?:[\\w.-]{1,64}:)?(?:NAMES)(?:\\s[^<>]*)?>)[^<]*'), `$1${HIDDEN}`],
  [namedForm('("(?:NAMES)"\\s{0,8}:\\s{0,8}")(?:[^"\\\\]|\\\\[^])*'), `$1${HIDDEN}`],
];

function namedForm(form: string): RegExp {
  return new RegExp(form.replace('NAMES', DECLARED_NAMES.join('|')), 'gi');
}

/** Hides secrets in a text. JSON stays valid, so whole lines of the log can be passed. */
export function hideSecrets(text: string): string {
  return FORMS.reduce((shown, [form, left]) => shown.replace(form, left), text);
}

/**
 * Also hides the values of XML elements and JSON properties that the contract declares as secret.
 * For texts that quote a request.
 */
export function hideDeclaredSecrets(text: string): string {
  const unnamed = NAMED_FORMS.reduce((shown, [form, left]) => shown.replace(form, left), text);
  return hideSecrets(unnamed);
}

/** Hides secrets before it cuts the text, because a secret that is cut may not be recognised. */
export function cutForLog(text: string, charactersMax: number): string {
  const shown = hideDeclaredSecrets(text);
  return shown.length <= charactersMax ? shown : `${shown.slice(0, charactersMax)}…`;
}
