/** Key maintenance: rotates keys by age and removes keys that have ended. */
import type { AccessTokenAlgorithm } from './signing-key.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { TokenKeys } from './token-keys.ts';

export interface KeyCareOptions {
  readonly tokenKeys: TokenKeys;
  readonly signingKeys: SigningKeys;
  /** The age at which the newest key is rotated. Null for never. */
  readonly rotateAfterMs: number | null;
  /** The algorithm of the signing keys that are rotated. */
  readonly algorithm: AccessTokenAlgorithm;
}

/** How many keys were made and removed. */
export interface KeyCare {
  readonly keysMade: number;
  readonly keysRemoved: number;
}

export async function careForKeys(options: KeyCareOptions): Promise<KeyCare> {
  const { tokenKeys, signingKeys, rotateAfterMs, algorithm } = options;
  let keysMade = 0;
  if (rotateAfterMs !== null) {
    const sealing = await tokenKeys.rotateAfter(rotateAfterMs);
    const signing = await signingKeys.rotateAfter(algorithm, rotateAfterMs);
    keysMade = Number(sealing !== null) + Number(signing !== null);
  }
  const sealed = await tokenKeys.forgetEnded();
  const signed = await signingKeys.forgetEnded();
  return { keysMade, keysRemoved: sealed.length + signed.length };
}
