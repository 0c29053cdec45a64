/**
 * Seals short texts that a browser keeps for the server, such as cookies. Only the server can read
 * or make them. They end with the token key that sealed them.
 *
 * A sealed text is the base64url of: key id (4 bytes, big-endian), nonce (12), ciphertext, tag
 * (16), by AES-256-GCM. Its key is derived from the token key for the purpose of the text (RFC
 * 5869), so the two do not share nonces. The nonce is random: people make far fewer than 2³² such
 * texts in the life of a key (NIST SP 800-38D section 8.3).
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { TokenKey } from './key-ring.ts';
import type { TokenKeys } from './token-keys.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = ID_BYTES + NONCE_BYTES;
const CHARACTERS_MAX = 65_536;

export class TextSealer {
  readonly #keys: Pick<TokenKeys, 'current' | 'find' | 'freshen' | 'learn'>;
  readonly #purpose: string;

  /** @param purpose a text can only be opened for the purpose that it was sealed for. */
  constructor(keys: Pick<TokenKeys, 'current' | 'find' | 'freshen' | 'learn'>, purpose: string) {
    this.#keys = keys;
    this.#purpose = purpose;
  }

  async seal(text: string): Promise<string> {
    await this.#keys.freshen();
    const { current } = this.#keys;
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32BE(current.id);
    head.set(randomBytes(NONCE_BYTES), ID_BYTES);
    const cipher = createCipheriv(CIPHER, this.#derive(current), head.subarray(ID_BYTES));
    cipher.setAAD(head);
    const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([head, content, cipher.getAuthTag()]).toString('base64url');
  }

  /** Returns null if the text was not sealed here for this purpose, or its key has ended. */
  async open(sealed: string): Promise<string | null> {
    if (sealed.length > CHARACTERS_MAX) return null;
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length < HEAD_BYTES + TAG_BYTES) return null;
    // A sealed text has exactly one valid spelling.
    if (bytes.toString('base64url') !== sealed) return null;
    const head = bytes.subarray(0, HEAD_BYTES);
    const key = await this.#find(head.readUInt32BE());
    if (!key) return null;
    const nonce = head.subarray(ID_BYTES);
    const decipher = createDecipheriv(CIPHER, this.#derive(key), nonce, {
      authTagLength: TAG_BYTES,
    })
      .setAAD(head)
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    const content = decipher.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES));
    try {
      return Buffer.concat([content, decipher.final()]).toString('utf8');
    } catch {
      return null;
    }
  }

  async #find(id: number): Promise<TokenKey | null> {
    await this.#keys.freshen();
    const known = this.#keys.find(id);
    if (known) return known;
    await this.#keys.learn(id);
    return this.#keys.find(id);
  }

  #derive({ secret }: TokenKey): Buffer {
    return Buffer.from(hkdfSync('sha256', secret, '', this.#purpose, KEY_BYTES));
  }
}
