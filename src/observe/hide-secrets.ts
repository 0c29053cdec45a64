/**
 * The last line of defence of everything that is logged: what looks like a secret is taken out of a
 * text, wherever it came from. Nothing relies on it; nothing logs secrets on purpose.
 */

import { secretFieldsOf } from '../contract/secret-fields.ts';
import { services } from '../contract/services88/services.ts';

export const HIDDEN = '[hidden]';

/** Names of secrets that are in no message of the contract. */
const OTHER_NAMES = ['assertion', 'authorization', 'masterKey', 'secret', 'sessionKey', 'token'];

/** As the contract declares them, such as `AppToken`. */
const DECLARED_NAMES = [...new Set(secretFieldsOf(services).map(({ name }) => name))];

const NAMES = new Set([...OTHER_NAMES, ...DECLARED_NAMES].map((name) => name.toLowerCase()));

/** Whether a field of this name holds a secret, without regard to case. */
export function isSecretName(name: string): boolean {
  return NAMES.has(name.toLowerCase());
}

/**
 * What secrets look like, and what is left of them.
 *
 * Strangers choose the text, so the time must grow as its length does. Only the last quantifier of
 * a form may run far, and it cannot fail; or it stops at the first character at which the form can
 * begin again.
 */
const FORMS: readonly (readonly [form: RegExp, left: string])[] = [
  // Tickets, access tokens and application tokens in the form of the original, hashes of secrets.
  [/\b([78][A-Z]:)[A-Za-z0-9+/=._~-]{8,}/g, `$1${HIDDEN}`],
  // A JWT, also one that was cut off.
  [/\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}/g, HIDDEN],
  [/\$(?:argon2id?|scrypt)\$[A-Za-z0-9+/=$,.-]+/g, HIDDEN],
  [/\b(Basic|Bearer) +[A-Za-z0-9+/=._~-]{4,}/gi, `$1 ${HIDDEN}`],
  // The password of a URL.
  [/(:\/\/[^\s/:@"]*:)[^\s/@"]+@/g, `$1${HIDDEN}@`],
  [
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
    HIDDEN,
  ],
];

/** Elements of XML and properties of JSON that hold secrets, whatever those look like. */
const NAMED_FORMS: readonly (readonly [form: RegExp, left: string])[] = [
  [namedForm('(<(?:[\\w.-]{1,64}:)?(?:NAMES)(?:\\s[^<>]*)?>)[^<]*'), `$1${HIDDEN}`],
  [namedForm('("(?:NAMES)"\\s{0,8}:\\s{0,8}")(?:[^"\\\\]|\\\\[^])*'), `$1${HIDDEN}`],
];

function namedForm(form: string): RegExp {
  return new RegExp(form.replace('NAMES', DECLARED_NAMES.join('|')), 'gi');
}

/** For a line of the log as well as for a single text: JSON stays JSON. */
export function hideSecrets(text: string): string {
  return FORMS.reduce((shown, [form, left]) => shown.replace(form, left), text);
}

/**
 * For a single text, such as a message that quotes a request: also hides the contents of XML
 * elements and JSON properties that the contract declares as secrets.
 */
export function hideDeclaredSecrets(text: string): string {
  const unnamed = NAMED_FORMS.reduce((shown, [form, left]) => shown.replace(form, left), text);
  return hideSecrets(unnamed);
}

/** Hides secrets, then cuts to a length: the first half of a secret may not look like one. */
export function cutForLog(text: string, charactersMax: number): string {
  const shown = hideDeclaredSecrets(text);
  return shown.length <= charactersMax ? shown : `${shown.slice(0, charactersMax)}…`;
}
