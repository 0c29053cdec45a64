/**
 * Hides the secrets of one request and its answer. It remembers what it has hidden until the entry
 * is complete, so that the same secret is hidden wherever else it occurs.
 */
import { hideSecrets } from '../observe/hide-secrets.ts';
import { escapeText } from '../xml/escape.ts';
import type { SecretKind, SecretNames } from './secret-numbers.ts';

/** Secrets that their form gives away, wherever they occur. */
const FORMS: readonly (readonly [kind: SecretKind, form: RegExp])[] = [
  ['ticket', /7T:[A-Za-z0-9+/=_-]{4,}/g],
  ['access token', /8A:(?:[\w-]{1,32}\.)?[A-Za-z0-9+/=_-]{4,}/g],
  ['JWT', /eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}/g],
];
const STARTS: readonly (readonly [kind: SecretKind, start: string])[] = [
  ['ticket', '7T:'],
  ['access token', '8A:'],
  ['JWT', 'eyJ'],
];

/** What each of the forms here and in `hideSecrets` has, and each escape. */
const SUSPICIOUS =
  /[78][A-Z]:|eyJ|\$(?:argon2|scrypt)|(?:basic|bearer) |:\/\/[^\s/]*@|-----BEGIN|%[0-7][0-9a-f]/i;

/**
 * Shorter secrets, and short words, are not looked for elsewhere: they would be found in unrelated
 * text, and hiding them there would give them away.
 */
const SOUGHT_CHARACTERS_MIN = 6;
const SOUGHT_WORD_CHARACTERS_MIN = 16;

export class Redaction {
  readonly #numbers: SecretNames;
  /** The texts to look for, with the name of their secret. */
  readonly #sought = new Map<string, string>();
  readonly #shown: string[] = [];
  /** Whether names of users are hidden, because nobody knows whether they are passwords. */
  readonly hidesUserNames: boolean;

  constructor(numbers: SecretNames, hidesUserNames: boolean) {
    this.#numbers = numbers;
    this.hidesUserNames = hidesUserNames;
  }

  /** Returns the name of a secret, or nothing for an empty text. */
  hide(secret: string, kind: SecretKind): string {
    const trimmed = secret.trim();
    if (trimmed === '') return '';
    const [form = kind] = STARTS.find(([, start]) => trimmed.startsWith(start)) ?? [];
    const name = this.#numbers.nameOf(trimmed, form);
    if (isSought(trimmed)) {
      for (const text of spellingsOf(trimmed)) this.#sought.set(text, name);
    }
    return name;
  }

  /** Returns a text without the secrets in it. A text with an escaped secret is shown unescaped. */
  show(text: string): string {
    if (!SUSPICIOUS.test(text)) {
      const shown = this.#replaceSought(text);
      this.#shown.push(shown);
      return shown;
    }
    const shown = this.#replaceSecrets(text);
    const unescaped = unescapeAscii(shown);
    const safest = unescaped === shown ? shown : this.#replaceSecrets(unescaped);
    const told = safest === unescaped ? shown : safest;
    this.#shown.push(told);
    return told;
  }

  #replaceSecrets(text: string): string {
    let shown = text;
    for (const [kind, form] of FORMS) {
      if (shown.includes(':') || kind === 'JWT') {
        shown = shown.replace(form, (secret) => this.hide(secret, kind));
      }
    }
    return hideSecrets(this.#replaceSought(shown));
  }

  #replaceSought(text: string): string {
    let shown = text;
    for (const [secret, name] of this.#sought) {
      if (shown.length >= secret.length) shown = shown.replaceAll(secret, name);
    }
    return shown;
  }

  /**
   * Applies a function that hides and shows texts. It runs again if a text was shown before it was
   * known that it has a secret.
   */
  apply<T>(redact: () => T): T {
    this.#shown.length = 0;
    const redacted = redact();
    const isLeaky = this.#shown.some((text) => this.#replaceSought(text) !== text);
    return isLeaky ? redact() : redacted;
  }
}

/** Decodes the escapes of a URL that stand for ASCII characters. */
function unescapeAscii(text: string): string {
  return text.replace(/%([0-7][0-9a-f])/gi, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function isSought(secret: string): boolean {
  const isWord = /^[A-Za-z]*$/.test(secret);
  return secret.length >= (isWord ? SOUGHT_WORD_CHARACTERS_MIN : SOUGHT_CHARACTERS_MIN);
}

/** The forms in which a client may also send a secret. */
function spellingsOf(secret: string): ReadonlySet<string> {
  const bytes = Buffer.from(secret);
  return new Set([
    secret,
    escapeText(secret),
    encodeURI(secret.toWellFormed()),
    encodeURIComponent(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('latin1'),
  ]);
}
