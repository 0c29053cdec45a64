/** Users, with a record of every change. */
import type { AssociateStore } from '../associate.ts';
import type { AuditAction, AuditDetail } from '../audit.ts';
import type { RecordChange } from './record-change.ts';
import { withChanges } from './with-changes.ts';

export function auditedAssociates(store: AssociateStore, record: RecordChange): AssociateStore {
  const tell = (action: AuditAction, user: string | null, detail: AuditDetail) =>
    record({ action, user, detail });
  const nameOf = async (id: number) => (await store.find(id))?.name ?? null;
  return withChanges(store, {
    add: async (profile, passwordHash, nowMs, id) => {
      const added = await store.add(profile, passwordHash, nowMs, id);
      const detail = { userId: added.id, hasPassword: passwordHash !== null };
      await tell('user-added', added.name, detail);
      return added;
    },
    update: async (id, profile) => {
      const before = await nameOf(id);
      await store.update(id, profile);
      const renamed = before === profile.name ? {} : { nameBefore: before };
      await tell('user-changed', profile.name, { userId: id, ...renamed });
    },
    remove: async (id) => {
      const name = await nameOf(id);
      await store.remove(id);
      await tell('user-removed', name, { userId: id });
    },
    setPasswordHash: async (id, passwordHash) => {
      await store.setPasswordHash(id, passwordHash);
      await tell('user-password-set', await nameOf(id), { userId: id });
    },
    disable: async (id, nowMs) => {
      await store.disable(id, nowMs);
      await tell('user-disabled', await nameOf(id), { userId: id });
    },
    enable: async (id) => {
      await store.enable(id);
      await tell('user-enabled', await nameOf(id), { userId: id });
    },
    find: 'as it is',
    findByName: 'as it is',
    findByEmail: 'as it is',
    list: 'as it is',
    principal: 'as it is',
    readPasswordHash: 'as it is',
  });
}
