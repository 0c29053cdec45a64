/**
 * A master key. It is kept outside the database, and seals the secrets in the database: see
 * `sealing.ts`. Nothing else is derived from it, so it can be replaced: see
 * `master-key-rotation.ts`.
 */
import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';

export const MASTER_KEY_BYTES = 32;
const ID_BYTES = 8;
const ID_PURPOSE = 'ticketoffice id of a master key';

export class MasterKey {
  /** 16 hexadecimal digits, derived from the key. The database names the key by it. */
  readonly id: string;
  readonly #bytes: Buffer;
  readonly #derived = new Map<string, KeyObject>();

  /** @param bytes 32 random bytes. */
  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes);
    this.id = Buffer.from(this.#hkdf(ID_PURPOSE, ID_BYTES)).toString('hex');
  }

  static create(): MasterKey {
    return new MasterKey(randomBytes(MASTER_KEY_BYTES));
  }

  /** Returns the key for one purpose. Keys for different purposes have nothing in common. */
  derive(purpose: string): KeyObject {
    const known = this.#derived.get(purpose);
    if (known) return known;
    const key = createSecretKey(this.#hkdf(`ticketoffice ${purpose}`, MASTER_KEY_BYTES));
    this.#derived.set(purpose, key);
    return key;
  }

  /** Returns the key in base64, as its source holds it. */
  print(): string {
    return this.#bytes.toString('base64');
  }

  #hkdf(purpose: string, bytes: number): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', this.#bytes, '', purpose, bytes));
  }
}
