/** A public key of an application as commands print it. */
import { keyTypeOf, type PublicKey } from '../../../../domain/keys/public-key.ts';

export interface KeyRecord {
  readonly kid: string;
  readonly type: string;
}

export function recordOfKey(publicKey: PublicKey): KeyRecord {
  return { kid: publicKey.keyId, type: keyTypeOf(publicKey) };
}
