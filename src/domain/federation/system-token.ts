/**
 * Signed system tokens: the system token of an application at a tenant, the time, and a signature
 * by the application's RSA key, with dots between. The signature is PKCS #1 v1.5 with SHA-256 of
 * the first two parts and the dot between.
 */
import { constants, createPublicKey, verify } from 'node:crypto';
import type { PublicKey } from '../keys/public-key.ts';

export interface SignedSystemToken {
  /** May contain dots. */
  readonly systemToken: string;
  /** A whole minute. */
  readonly atMs: number;
  readonly signedText: string;
  readonly signature: Uint8Array;
}

const CHARACTERS_MAX = 4096;
/** The parts are found from the right. The system token may hold anything. */
const FORM = /^(.+)\.(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)\.([A-Za-z0-9+/]+={0,2})$/s;

/** Returns null if the text has not the form, such as a signature in base64url. */
export function parseSignedSystemToken(text: string): SignedSystemToken | null {
  if (text.length > CHARACTERS_MAX) return null;
  const [, systemToken, year, month, day, hour, minute, signature] = FORM.exec(text) ?? [];
  if (systemToken === undefined || signature === undefined || signature.length % 4 !== 0) {
    return null;
  }
  const atMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}Z`);
  if (Number.isNaN(atMs)) return null;
  const signedText = text.slice(0, text.lastIndexOf('.'));
  return { systemToken, atMs, signedText, signature: Buffer.from(signature, 'base64') };
}

/** Whether one of the keys signed it. Keys other than RSA never did. */
export function isSignedByOne(
  { signedText, signature }: SignedSystemToken,
  publicKeys: readonly PublicKey[],
): boolean {
  return publicKeys.some(({ jwk }) => {
    if (jwk.kty !== 'RSA') return false;
    const key = createPublicKey({ format: 'jwk', key: jwk });
    const padding = constants.RSA_PKCS1_PADDING;
    return verify('sha256', Buffer.from(signedText), { key, padding }, signature);
  });
}
