/**
 * The last line of defence of everything that is logged: what looks like a secret is taken out of a
 * text, wherever it came from. Nothing relies on it; nothing logs secrets on purpose.
 */

const HIDDEN = '[hidden]';

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

export function hideSecrets(text: string): string {
  return FORMS.reduce((shown, [form, left]) => shown.replace(form, left), text);
}

/** Hides secrets, then cuts to a length: the first half of a secret may not look like one. */
export function cutForLog(text: string, charactersMax: number): string {
  const shown = hideSecrets(text);
  return shown.length <= charactersMax ? shown : `${shown.slice(0, charactersMax)}…`;
}
