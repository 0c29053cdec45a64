/** The changes to users that the domain offers. See `tenant-changes.ts`. */
import type { AuditAction } from '../../src/domain/audit/audit.ts';
import { createProfile } from '../../src/domain/users/associate.ts';
import type { GivenUser } from '../../src/domain/users/given-user.ts';
import type { Users } from '../../src/domain/users/users.ts';
import { type Change, type Methods, type Scene, SECRET } from './scene.ts';

/** The module id of "ten-sales". */
const PLAN = 23;
const newPassword = [{ typeKey: 'CRM5/PASSWORD', value: SECRET }];

type Given = Pick<GivenUser, 'id'> & Partial<GivenUser>;

function saving(
  given: (scene: Scene) => Given | Promise<Given>,
  action: AuditAction,
  detail: Change['detail'] = {},
): Change {
  return {
    make: async (scene) => {
      const user = { profile: {}, details: {}, ...(await given(scene)) };
      return scene.services.users.save(await scene.by('administer-external-users'), user);
    },
    action,
    detail,
  };
}

export const users: Methods<Users> = {
  add: [
    {
      make: async ({ services, by, bo: { personId } }) => {
        const profile = createProfile('cy', 10, 0, { type: 'external', personId });
        const password = await services.passwords.accept(SECRET);
        return services.users.add(await by('administer-users'), profile, password);
      },
      action: 'user-added',
      detail: { hasPassword: true },
    },
  ],
  change: [
    {
      make: async ({ services, by, bo }) =>
        services.users.change(await by('administer-users'), bo.id, { name: 'Bo', tooltip: 'b' }),
      action: 'user-changed',
      detail: { fields: 'name tooltip', nameBefore: 'bo' },
    },
    {
      make: async ({ services, by, bo }) =>
        services.users.change(await by('administer-users'), bo.id, { person: { title: 'Chef' } }),
      action: 'person-changed',
      detail: { fields: 'title' },
    },
  ],
  save: [
    saving(
      ({ bo: { personId } }) => ({
        id: 0,
        profile: { name: 'cy', type: 'external', personId },
        credentials: newPassword,
      }),
      'user-added',
      { hasPassword: true },
    ),
    saving(
      ({ bo: { id } }) => ({ id, profile: { tooltip: 'b' }, details: { requestSignature: 'B' } }),
      'user-changed',
      { fields: 'tooltip requestSignature' },
    ),
    saving(
      ({ bo: { id } }) => ({ id, licences: [{ moduleId: PLAN, isAssigned: true }] }),
      'user-licences-set',
      { added: 'ten-sales user web sale-cal selection-cal project-cal' },
    ),
    saving(({ bo: { id } }) => ({ id, credentials: newPassword }), 'user-password-set', {
      how: 'administration',
    }),
    {
      prepare: ({ services, bo }) => services.stores.associates.setPasswordHash(bo.id, SECRET),
      ...saving(({ bo: { id } }) => ({ id, credentials: [] }), 'user-password-removed'),
    },
    saving(({ bo: { id } }) => ({ id, isRetired: true }), 'user-retired'),
    {
      prepare: ({ services, bo }) => services.stores.associates.retire(bo.id, 1),
      ...saving(({ bo: { id } }) => ({ id, isRetired: false }), 'user-reinstated'),
    },
  ],
  resolve: [
    {
      make: async ({ services, by, bo: { contactId, fullName } }) => {
        const [credential = { typeKey: '', value: '' }] = newPassword;
        return services.users.resolve(await by('administer-users'), {
          contactId,
          fullName,
          phoneNumbers: [],
          emails: [],
          type: 'external',
          credential,
        });
      },
      action: 'user-added',
      detail: { hasPassword: true },
    },
  ],
  setRetired: [
    {
      make: async ({ services, by, bo }) =>
        services.users.setRetired(await by('administer-users'), bo.id, true),
      action: 'user-retired',
      detail: {},
    },
    {
      prepare: ({ services, bo }) => services.stores.associates.retire(bo.id, 1),
      make: async ({ services, by, bo }) =>
        services.users.setRetired(await by('administer-users'), bo.id, false),
      action: 'user-reinstated',
      detail: {},
    },
  ],
  remove: [
    {
      make: async ({ services, by, bo }) =>
        services.users.remove(await by('administer-users'), bo.id),
      action: 'user-removed',
      detail: {},
    },
  ],
  disable: [
    {
      make: async ({ services, by, bo }) =>
        services.users.disable(await by('administer-users'), bo.id),
      action: 'user-disabled',
      detail: {},
    },
  ],
  enable: [
    {
      prepare: ({ services, bo }) => services.stores.associates.disable(bo.id, 1),
      make: async ({ services, by, bo }) =>
        services.users.enable(await by('administer-users'), bo.id),
      action: 'user-enabled',
      detail: {},
    },
  ],
  unlock: [
    {
      make: async ({ services, by, bo }) =>
        services.users.unlock(await by('administer-users'), bo.id),
      action: 'user-unlocked',
      detail: {},
    },
  ],
};
