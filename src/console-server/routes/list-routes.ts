/** Lists of what an installation and its tenants have. */
import { groupRecords } from '../../console-api/groups.ts';
import { keyRecords } from '../../console-api/keys.ts';
import { licenceRecords } from '../../console-api/licences.ts';
import { roleRecords } from '../../console-api/roles.ts';
import { settingRecords } from '../../console-api/settings.ts';
import { ofTenant } from '../../console-api/tenant-field.ts';
import { tenantRecords } from '../../console-api/tenants.ts';
import {
  authorised,
  type ConsoleRoute,
  consoleRoute,
  instantOf,
  instantOrNull,
  servicesOf,
} from '../console-call.ts';
import { dataRightsOf } from '../data-right-records.ts';
import { keyRecordsOf } from '../key-records.ts';
import { listTenants } from '../list-tenants.ts';

export const listRoutes: readonly ConsoleRoute[] = [
  consoleRoute({
    method: 'GET',
    path: '/roles',
    summary: 'Lists the roles of a tenant with their rights.',
    input: ofTenant,
    answer: roleRecords,
    perform: async (call, { tenant }) => {
      authorised(call, 'read-roles');
      const { stores } = await servicesOf(call, tenant);
      const roles = await stores.roles.list();
      const ids = roles.map(({ id }) => id);
      const rightIds = await stores.roles.rightIds(ids);
      const matrices = await stores.roles.dataRights(ids);
      const names = new Map((await stores.roles.listRights()).map(({ id, name }) => [id, name]));
      return Promise.all(
        roles.map(async (role) => ({
          id: role.id,
          name: role.name,
          tooltip: role.tooltip,
          type: role.type,
          isDeleted: role.isDeleted,
          users: await stores.roles.countUsers(role.id),
          functionalRights: (rightIds.get(role.id) ?? []).flatMap((id) => names.get(id) ?? []),
          dataRights: dataRightsOf(role, matrices.get(role.id) ?? {}),
        })),
      );
    },
  }),
  consoleRoute({
    method: 'GET',
    path: '/groups',
    summary: 'Lists the user groups of a tenant.',
    input: ofTenant,
    answer: groupRecords,
    perform: async (call, { tenant }) => {
      const { groups, stores } = await servicesOf(call, tenant);
      const reader = authorised(call, 'read-lists');
      const listed = await groups.list(reader, { includeDeleted: true });
      return Promise.all(
        listed.map(async ({ id, name, tooltip, isDeleted }) => ({
          ...{ id, name, tooltip, isDeleted },
          members: await stores.groups.countMembers(id),
        })),
      );
    },
  }),
  consoleRoute({
    method: 'GET',
    path: '/licences',
    summary: 'Lists the licences of a tenant with their use.',
    input: ofTenant,
    answer: licenceRecords,
    perform: async (call, { tenant }) => {
      const { licences } = await servicesOf(call, tenant);
      const reader = authorised(call, 'read-lists');
      const owners = new Map((await licences.listOwners(reader)).map((owner) => [owner.id, owner]));
      return (await licences.list(reader)).map(({ module, inUse }) => {
        const owner = owners.get(module.ownerId);
        const { id, name, description, version, kind, isUnrestricted, seats, isHidden } = module;
        return {
          ...{ id, name, description, version, kind, inUse, isHidden },
          owner: owner?.name ?? '',
          ownerExpiresAt: instantOrNull(owner?.expiresAtMs ?? null),
          seats: isUnrestricted ? null : seats,
        };
      });
    },
  }),
  consoleRoute({
    method: 'GET',
    path: '/tenants',
    summary: 'Lists the tenants. On-site there is one.',
    answer: tenantRecords,
    perform: async (call) => {
      authorised(call, 'read-installation');
      const tenants = await listTenants(call.parts.backend().registry);
      return tenants.map(({ contextIdentifier, companyName, createdAtMs, suspendedAtMs }) => ({
        ...{ contextIdentifier, companyName },
        createdAt: instantOf(createdAtMs),
        suspendedAt: instantOrNull(suspendedAtMs),
      }));
    },
  }),
  consoleRoute({
    method: 'GET',
    path: '/keys',
    summary: 'Lists the keys, without their secrets.',
    answer: keyRecords,
    perform: async (call) => {
      authorised(call, 'read-installation');
      return keyRecordsOf(call.parts.backend().registry);
    },
  }),
  consoleRoute({
    method: 'GET',
    path: '/settings',
    summary: 'Lists the settings and where each comes from, without secrets.',
    answer: settingRecords,
    perform: async (call) => {
      authorised(call, 'read-installation');
      return [...call.parts.settingRecords];
    },
  }),
];
