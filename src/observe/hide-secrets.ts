/**
 * The last line of defence of everything that is logged: what looks like a secret is taken out of a
 * text, wherever it came from. Nothing relies on it; nothing logs secrets on purpose.
 */

const HIDDEN = '[hidden]';

/** What secrets look like, and what is left of them. */
const FORMS: readonly (readonly [form: RegExp, left: string])[] = [
  // Tickets, access tokens and application tokens in the form of the original, hashes of secrets.
  [/\b([78][A-Z]:)[A-Za-z0-9+/=._~-]{8,}/g, `$1${HIDDEN}`],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){0,3}/g, HIDDEN],
  [/\$(?:argon2id?|scrypt)\$[A-Za-z0-9+/=$,.-]+/g, HIDDEN],
  [/\b(Basic|Bearer) +[A-Za-z0-9+/=._~-]{4,}/gi, `$1 ${HIDDEN}`],
  // The password of a URL.
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s/:@"]*:)[^\s/@"]+@/gi, `$1${HIDDEN}@`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g, HIDDEN],
];

export function hideSecrets(text: string): string {
  return FORMS.reduce((shown, [form, left]) => shown.replace(form, left), text);
}
