/**
 * Gives each secret a name such as `{{ticket 3}}`, the same name for the same secret. So readers
 * can follow a ticket from the login to later requests without seeing it.
 *
 * It keeps no secret, only a keyed hash of each. The key exists only in this process.
 */
import { createHmac, randomBytes } from 'node:crypto';

export type SecretKind =
  | 'ticket'
  | 'access token'
  | 'JWT'
  | 'application token'
  | 'password'
  | 'assertion'
  | 'secret'
  | 'user name'
  | 'unknown';

/** Limit on remembered secrets. One that was forgotten gets another number when it comes again. */
const REMEMBERED_MAX = 10_000;

/** Gives names to secrets. */
export interface SecretNames {
  /** @param kind of a secret that is not known yet. */
  nameOf(secret: string, kind: SecretKind): string;
}

const HASH_CHARACTERS = 22;
const HASHED_NAME = /\{\{([A-Za-z ]{1,20}) #([\w-]{22})\}\}/g;

export class SecretNumbers implements SecretNames {
  readonly #key = randomBytes(32);
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<SecretKind, number>();

  nameOf(secret: string, kind: SecretKind): string {
    const hash = createHmac('sha256', this.#key).update(secret.trim()).digest('base64url');
    const name = this.#names.get(hash) ?? this.#next(kind);
    // Moves it to the end of the map, where the latest one is.
    this.#names.delete(hash);
    this.#names.set(hash, name);
    const [oldest] = this.#names.keys();
    if (this.#names.size > REMEMBERED_MAX && oldest !== undefined) this.#names.delete(oldest);
    return name;
  }

  /** Replaces the names that `SecretHashes` of other processes have made. */
  renumber(text: string): string {
    return text.replace(HASHED_NAME, (_name, kind: SecretKind, hash: string) =>
      this.nameOf(hash, kind),
    );
  }

  #next(kind: SecretKind): string {
    const number = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, number);
    return `{{${kind} ${number}}}`;
  }
}

/**
 * Names secrets by a keyed hash, such as `{{ticket #…}}`. Processes with the same key give the same
 * name to a secret, so that one of them can number it.
 */
export class SecretHashes implements SecretNames {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  nameOf(secret: string, kind: SecretKind): string {
    const hash = createHmac('sha256', this.#key).update(secret.trim()).digest('base64url');
    return `{{${kind} #${hash.slice(0, HASH_CHARACTERS)}}}`;
  }
}
