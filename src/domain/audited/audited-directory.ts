/** Roles, groups and licences, with a record of every change. */
import type { DirectoryStore } from '../associate.ts';
import type { RecordChange } from './record-change.ts';
import { withChanges } from './with-changes.ts';

type What = 'role' | 'group' | 'license' | 'license-grant';

export function auditedDirectory(store: DirectoryStore, record: RecordChange): DirectoryStore {
  const tell = (what: What, change: string, id: number, more: object = {}) =>
    record({ action: 'directory-changed', detail: { what, change, id, ...more } });
  return withChanges(store, {
    addRole: async (role) => {
      const added = await store.addRole(role);
      await tell('role', 'added', added.id, { name: added.name });
      return added;
    },
    updateRole: async (role) => {
      await store.updateRole(role);
      await tell('role', 'changed', role.id, { name: role.name });
    },
    removeRole: async (id) => {
      await store.removeRole(id);
      await tell('role', 'removed', id);
    },
    addGroup: async (group) => {
      const added = await store.addGroup(group);
      await tell('group', 'added', added.id, { name: added.name });
      return added;
    },
    updateGroup: async (group) => {
      await store.updateGroup(group);
      await tell('group', 'changed', group.id, { name: group.name });
    },
    removeGroup: async (id) => {
      await store.removeGroup(id);
      await tell('group', 'removed', id);
    },
    addLicense: async (license) => {
      const added = await store.addLicense(license);
      await tell('license', 'added', added.moduleId, { name: added.name });
      return added;
    },
    updateLicense: async (license) => {
      await store.updateLicense(license);
      await tell('license', 'changed', license.moduleId, { name: license.name });
    },
    removeLicense: async (moduleId) => {
      await store.removeLicense(moduleId);
      await tell('license', 'removed', moduleId);
    },
    grantLicense: async (associateId, moduleId) => {
      await store.grantLicense(associateId, moduleId);
      await tell('license-grant', 'added', moduleId, { userId: associateId });
    },
    withdrawLicense: async (associateId, moduleId) => {
      await store.withdrawLicense(associateId, moduleId);
      await tell('license-grant', 'removed', moduleId, { userId: associateId });
    },
    findRoleByName: 'as it is',
    listRoles: 'as it is',
    listGroups: 'as it is',
    listLicenses: 'as it is',
  });
}
