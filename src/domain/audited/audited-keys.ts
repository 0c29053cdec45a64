/** Keys, audited. */
import type { KeyStore } from '../key-ring.ts';
import type { SigningKeyStore } from '../signing-key.ts';
import type { RecordChange } from './record-change.ts';
import { withChanges } from './with-changes.ts';

export function auditedTokenKeys(keys: KeyStore, record: RecordChange): KeyStore {
  const detailOf = (keyId: number) => ({ keyId, for: 'access tokens' });
  return withChanges(keys, {
    list: 'as it is',
    add: async (key) => {
      const added = await keys.add(key);
      if (added) await record({ action: 'key-added', detail: detailOf(key.id) });
      return added;
    },
    retire: async (id, nowMs) => {
      const retired = await keys.retire(id, nowMs);
      if (retired) await record({ action: 'key-retired', detail: detailOf(id) });
      return retired;
    },
    remove: async (id) => {
      const removed = await keys.remove(id);
      if (removed) await record({ action: 'key-removed', detail: detailOf(id) });
      return removed;
    },
  });
}

export function auditedSigningKeys(keys: SigningKeyStore, record: RecordChange): SigningKeyStore {
  return withChanges(keys, {
    list: 'as it is',
    add: async (key) => {
      await keys.add(key);
      const { keyId, algorithm } = key;
      await record({ action: 'key-added', detail: { keyId, algorithm, for: 'jwt' } });
    },
    retire: async (keyId, nowMs) => {
      const retired = await keys.retire(keyId, nowMs);
      if (retired) await record({ action: 'key-retired', detail: { keyId, for: 'jwt' } });
      return retired;
    },
    remove: async (keyId) => {
      const removed = await keys.remove(keyId);
      if (removed) await record({ action: 'key-removed', detail: { keyId, for: 'jwt' } });
      return removed;
    },
  });
}
