/** What a server does about keys by itself: it rotates them by age, and removes ended ones. */
import type { AuditAction, AuditDetail } from './audit.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { SigningAlgorithm } from './signing-key.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { TokenKeys } from './token-keys.ts';

export interface KeyCareOptions {
  readonly tokenKeys: TokenKeys;
  readonly signingKeys: SigningKeys;
  readonly audit: AuditTrail;
  /** How old the newest key may become; null for any age. */
  readonly rotateAfterMs: number | null;
  /** Of the signing keys that are rotated. */
  readonly algorithm: SigningAlgorithm;
}

/** How many keys were made and removed. */
export interface KeyCare {
  readonly keysMade: number;
  readonly keysRemoved: number;
}

export async function careForKeys(options: KeyCareOptions): Promise<KeyCare> {
  const { tokenKeys, signingKeys, audit, rotateAfterMs, algorithm } = options;
  const record = (action: AuditAction, detail: AuditDetail) =>
    audit.record({ action, outcome: 'succeeded', detail: { ...detail, by: 'age' } });
  let keysMade = 0;
  if (rotateAfterMs !== null) {
    const sealing = await tokenKeys.rotateAfter(rotateAfterMs);
    if (sealing) await record('key-added', { keyId: sealing.id, for: 'access tokens' });
    const signing = await signingKeys.rotateAfter(algorithm, rotateAfterMs);
    if (signing) await record('key-added', { keyId: signing.keyId, algorithm, for: 'jwt' });
    keysMade = Number(sealing !== null) + Number(signing !== null);
  }
  const sealed = await tokenKeys.forgetEnded();
  for (const keyId of sealed) await record('key-removed', { keyId, for: 'access tokens' });
  const signed = await signingKeys.forgetEnded();
  for (const keyId of signed) await record('key-removed', { keyId, for: 'jwt' });
  return { keysMade, keysRemoved: sealed.length + signed.length };
}
