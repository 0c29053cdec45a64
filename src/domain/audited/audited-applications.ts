/** Applications and their system users, with a record of every change. */
import type { ApplicationProfile, ApplicationStore } from '../application.ts';
import type { AssociateStore } from '../associate.ts';
import type { AuditAction, AuditDetail } from '../audit.ts';
import type { SystemUserStore } from '../system-user.ts';
import type { RecordChange } from './record-change.ts';
import { withChanges } from './with-changes.ts';

export function auditedApplications(
  store: ApplicationStore,
  record: RecordChange,
): ApplicationStore {
  const nameOf = async (id: number) => (await store.find(id))?.name ?? null;
  const tell = (action: AuditAction, application: string | null, detail: AuditDetail) =>
    record({ action, application, detail });
  return withChanges(store, {
    add: async (profile, tokenHash, nowMs) => {
      const added = await store.add(profile, tokenHash, nowMs);
      await tell('application-added', added.name, rightsOf(profile));
      return added;
    },
    update: async (id, profile) => {
      await store.update(id, profile);
      await tell('application-changed', profile.name, rightsOf(profile));
    },
    addToken: async (id, tokenHash, nowMs) => {
      await store.addToken(id, tokenHash, nowMs);
      await tell('application-token-added', await nameOf(id), {});
    },
    removeOldTokens: async (id) => {
      const ended = await store.removeOldTokens(id);
      await tell('application-token-ended', await nameOf(id), { ended });
      return ended;
    },
    disable: async (id, nowMs) => {
      await store.disable(id, nowMs);
      await tell('application-disabled', await nameOf(id), {});
    },
    enable: async (id) => {
      await store.enable(id);
      await tell('application-enabled', await nameOf(id), {});
    },
    remove: async (id) => {
      const name = await nameOf(id);
      await store.remove(id);
      await tell('application-removed', name, {});
    },
    find: 'as it is',
    findByName: 'as it is',
    findByClientId: 'as it is',
    findByTokenHash: 'as it is',
    list: 'as it is',
    listTokenTimes: 'as it is',
  });
}

/** What it may do now. */
function rightsOf({ clientId, agents, tenantIds, publicKeys }: ApplicationProfile): AuditDetail {
  return {
    clientId,
    agents: agents.join(' '),
    tenantIds: tenantIds === 'all' ? 'all' : tenantIds.join(' '),
    publicKeys: publicKeys.map(({ keyId }) => keyId).join(' '),
  };
}

export function auditedSystemUsers(
  store: SystemUserStore,
  applications: ApplicationStore,
  associates: AssociateStore,
  record: RecordChange,
): SystemUserStore {
  const nameOf = async (id: number) => (await applications.find(id))?.name ?? null;
  return withChanges(store, {
    set: async (applicationId, associateId) => {
      await store.set(applicationId, associateId);
      const user = (await associates.find(associateId))?.name ?? null;
      const application = await nameOf(applicationId);
      await record({ action: 'system-user-set', user, application });
    },
    remove: async (applicationId) => {
      const removed = await store.remove(applicationId);
      const application = await nameOf(applicationId);
      if (removed) await record({ action: 'system-user-removed', application });
      return removed;
    },
    find: 'as it is',
    list: 'as it is',
  });
}
