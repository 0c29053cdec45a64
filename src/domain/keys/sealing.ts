/**
 * Sealing: encrypts secrets in the database with a master key, so that the database alone opens
 * nothing.
 *
 * A sealed secret is the id of the master key (8 bytes), nonce (12), ciphertext and tag (16), by
 * AES-256-GCM. Its key is derived from the master key for the kind of secret.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { MasterKey } from './master-key.ts';
import type { SecretName } from './secret-names.ts';

const CIPHER = 'aes-256-gcm';
const KEY_ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The key id and the nonce. No two sealed secrets begin with the same bytes. */
export const SEALED_HEAD_BYTES = KEY_ID_BYTES + NONCE_BYTES;

/** @param name of the secret. It can only be unsealed under the name that it was sealed under. */
export function sealSecret(secret: Uint8Array, masterKey: MasterKey, name: SecretName): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, masterKey.derive(name.kind), nonce).setAAD(bytesOf(name));
  const content = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([Buffer.from(masterKey.id, 'hex'), nonce, content, cipher.getAuthTag()]);
}

/** Returns the id of the master key that sealed it. */
export function masterKeyIdOf(sealed: Uint8Array): string {
  return Buffer.from(sealed.subarray(0, KEY_ID_BYTES)).toString('hex');
}

/** Returns null if the master key or the name is another, or the sealed secret was changed. */
export function unsealSecret(
  sealed: Uint8Array,
  masterKey: MasterKey,
  name: SecretName,
): Buffer | null {
  if (sealed.length < SEALED_HEAD_BYTES + TAG_BYTES) return null;
  const nonce = sealed.subarray(KEY_ID_BYTES, SEALED_HEAD_BYTES);
  const key = masterKey.derive(name.kind);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(bytesOf(name))
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  const content = decipher.update(sealed.subarray(SEALED_HEAD_BYTES, -TAG_BYTES));
  try {
    return Buffer.concat([content, decipher.final()]);
  } catch {
    return null;
  }
}

function bytesOf({ kind, parts }: SecretName): Buffer {
  return Buffer.from(JSON.stringify([kind, ...parts]));
}
