/**
 * The changes of external users, and the questions about names. A method without an entry does not
 * compile.
 */
import { createProfile } from '../../src/domain/users/associate.ts';
import type { ExternalUsers } from '../../src/domain/users/external-users.ts';
import type { UserNames } from '../../src/domain/users/user-names.ts';
import { type Methods, type Scene, SECRET } from './scene.ts';

const addExternal = ({ services, bo: { personId } }: Scene) => {
  const profile = createProfile('ex', 10, 0, { type: 'external', personId });
  return services.stores.associates.add(profile, null, 1, 99);
};

export const externalUsers: Methods<ExternalUsers> = {
  add: [
    {
      make: async ({ services, by, bo: { personId } }) => {
        const given = { name: 'ex', password: SECRET, roleId: 10, isActive: true };
        const actor = await by('administer-external-users');
        return services.externalUsers.add(actor, personId, given);
      },
      action: 'user-added',
      detail: { hasPassword: true },
    },
  ],
  change: [
    {
      prepare: addExternal,
      make: async ({ services, by }) =>
        services.externalUsers.change(await by('administer-external-users'), 99, { name: 'Ex' }),
      action: 'user-changed',
      detail: { userId: 99, fields: 'name', nameBefore: 'ex' },
    },
    {
      prepare: addExternal,
      make: async ({ services, by }) => {
        const actor = await by('administer-external-users');
        return services.externalUsers.change(actor, 99, { password: SECRET });
      },
      action: 'user-password-set',
      detail: { userId: 99, how: 'administration' },
    },
    {
      prepare: addExternal,
      make: async ({ services, by }) => {
        const actor = await by('administer-external-users');
        return services.externalUsers.change(actor, 99, { isActive: false });
      },
      action: 'user-disabled',
      detail: { userId: 99 },
    },
  ],
  remove: [
    {
      prepare: addExternal,
      make: async ({ services, by }) =>
        services.externalUsers.remove(await by('administer-external-users'), 99),
      action: 'user-removed',
      detail: { userId: 99 },
    },
  ],
};

export const userNames: Methods<UserNames> = {
  problemOf: 'reads',
  validName: 'reads',
  defaultUserName: 'reads',
  isNickNameUnique: 'reads',
};
