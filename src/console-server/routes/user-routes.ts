/** Users: finding them, everything about one, and the locks that keep one out. */
import type * as z from 'zod';
import { ofTenant, userOfTenant } from '../../console-api/tenant-field.ts';
import { type UserSummary, userDetail, users, usersQuery } from '../../console-api/users.ts';
import type { Associate } from '../../domain/users/associate.ts';
import { loginNamesOf } from '../../domain/users/login-names.ts';
import { idText } from '../../json-api/api-fields.ts';
import { readInput } from '../../json-api/read-input.ts';
import type { TenantServices } from '../../tenant-services.ts';
import { auditRecordOf } from '../audit-records.ts';
import {
  authorised,
  type ConsoleCall,
  type ConsoleRoute,
  consoleRoute,
  instantOf,
  instantOrNull,
  servicesOf,
} from '../console-call.ts';
import { dataRightsOf } from '../data-right-records.ts';

const path = '/users';
const USERS_DEFAULT = 100;
const EVENTS_SHOWN = 50;

export const userRoutes: readonly ConsoleRoute[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'Lists users by id, with a text in their names if one is given.',
    input: usersQuery,
    answer: users,
    perform: async (
      call,
      { tenant, search: text = '', after: afterId = 0, limit = USERS_DEFAULT },
    ) => {
      const services = await servicesOf(call, tenant);
      const reader = authorised(call, 'read-users');
      const found = await services.userReading.search(reader, { text, afterId, limit });
      const named = await summariser(services);
      return { users: found.users.map(named), next: found.nextAfterId };
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/{id}`,
    summary: 'Shows a user with rights, licences, locks and the latest events.',
    input: ofTenant,
    answer: userDetail,
    perform: async (call, { tenant }, { key }) => {
      const id = Number(readInput(idText(), key));
      return detailOf(call, await servicesOf(call, tenant), id);
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/unlock`,
    summary: 'Forgets the failed logins of a user, and ends the locks.',
    input: userOfTenant,
    perform: async (call, { tenant, userId }) => {
      const services = await servicesOf(call, tenant);
      await services.users.unlock(authorised(call, 'administer-users'), userId);
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/disable`,
    summary: 'Disables a user. Tickets and access tokens of the user end at once.',
    input: userOfTenant,
    perform: async (call, { tenant, userId }) => {
      const services = await servicesOf(call, tenant);
      await services.users.disable(authorised(call, 'administer-users'), userId);
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/enable`,
    summary: 'Lets a disabled user log in again.',
    input: userOfTenant,
    perform: async (call, { tenant, userId }) => {
      const services = await servicesOf(call, tenant);
      await services.users.enable(authorised(call, 'administer-users'), userId);
    },
  }),
];

async function summariser({ stores }: TenantServices): Promise<(user: Associate) => UserSummary> {
  const roles = new Map((await stores.roles.list()).map(({ id, name }) => [id, name]));
  const groups = new Map((await stores.groups.list()).map(({ id, name }) => [id, name]));
  return (user) => ({
    id: user.id,
    name: user.name,
    fullName: user.fullName,
    type: user.type,
    email: user.email,
    role: roles.get(user.roleId) ?? '',
    group: groups.get(user.groupId) ?? null,
    state: stateOf(user),
  });
}

function stateOf(user: Associate): UserSummary['state'] {
  if (user.retiredAtMs !== null) return 'retired';
  if (user.disabledAtMs !== null) return 'disabled';
  return user.isWaitingForApproval ? 'waiting' : 'enabled';
}

async function detailOf(
  call: ConsoleCall,
  services: TenantServices,
  id: number,
): Promise<z.input<typeof userDetail>> {
  const { stores, userReading, tenant } = services;
  const full = await userReading.get(authorised(call, 'read-users'), { id });
  const principal = await userReading.info(authorised(call, 'read-lists'), id);
  const { associate, times } = full;
  const { role } = principal;
  const matrices = await stores.roles.dataRights([role.id]);
  const { audit } = call.parts.backend().registry.stores;
  const about = { tenant: tenant.contextIdentifier, user: associate.name };
  const summary = (await summariser(services))(associate);
  return {
    ...summary,
    tenant: tenant.contextIdentifier,
    userName: associate.userName,
    nickName: associate.nickName,
    roleId: role.id,
    secondaryGroups: full.secondaryGroups.map(({ name }) => name),
    person: full.person && associate.fullName,
    company: full.contact?.name ?? null,
    hasPassword: full.hasPassword,
    createdAt: instantOf(associate.createdAtMs),
    disabledAt: instantOrNull(associate.disabledAtMs),
    retiredAt: instantOrNull(associate.retiredAtMs),
    lastLoginAt: instantOrNull(times.lastLoginAtMs),
    lastLogoutAt: instantOrNull(times.lastLogoutAtMs),
    functionalRights: [...principal.functionalRights],
    dataRights: dataRightsOf(role, matrices.get(role.id) ?? {}),
    licences: principal.licences.map(({ ownerName, name, description, expiresAtMs }) => ({
      ...{ owner: ownerName, name, description },
      expiresAt: instantOrNull(expiresAtMs),
    })),
    locks: await locksOf(services, associate),
    events: (await audit.listLatest(about, EVENTS_SHOWN)).map(auditRecordOf),
  };
}

async function locksOf({ loginGuard }: TenantServices, associate: Associate) {
  const standing = await loginGuard.standingOf(loginNamesOf(associate));
  return {
    failures: standing.failures,
    lockedUntil: instantOrNull(standing.lockedUntilMs),
    lockedNetworks: standing.lockedNetworks.map(({ network, untilMs }) => ({
      network,
      until: instantOf(untilMs),
    })),
  };
}
