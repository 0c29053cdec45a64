/**
 * Sealing: encrypts secrets in the database with the master key, so that the database alone opens
 * nothing.
 *
 * A sealed secret is nonce (12 bytes), ciphertext and tag (16), by AES-256-GCM.
 */
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * @param name of the secret. A secret can only be unsealed under the name that it was sealed under.
 */
export function sealSecret(secret: Uint8Array, masterKey: KeyObject, name: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, masterKey, nonce).setAAD(name);
  const content = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([nonce, content, cipher.getAuthTag()]);
}

/** Returns null if the master key or the name is another, or the sealed secret was changed. */
export function unsealSecret(
  sealed: Uint8Array,
  masterKey: KeyObject,
  name: Uint8Array,
): Buffer | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, masterKey, nonce, { authTagLength: TAG_BYTES })
    .setAAD(name)
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  const content = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
  try {
    return Buffer.concat([content, decipher.final()]);
  } catch {
    return null;
  }
}
