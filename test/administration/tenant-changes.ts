/** The changes to a tenant that the domain offers. A method without an entry does not compile. */
import assert from 'node:assert/strict';
import { createContact } from '../../src/domain/contacts/contact.ts';
import type { Contacts } from '../../src/domain/contacts/contacts.ts';
import type { Credentials } from '../../src/domain/credentials/credentials.ts';
import type { UserGroups } from '../../src/domain/groups/user-groups.ts';
import type { Licences } from '../../src/domain/licences/licences.ts';
import { createPerson } from '../../src/domain/persons/person.ts';
import type { Persons } from '../../src/domain/persons/persons.ts';
import type { Presences } from '../../src/domain/presence/presence.ts';
import type { Roles } from '../../src/domain/roles/roles.ts';
import { byOperator, type Methods, roleInput, SECRET } from './scene.ts';

/** The module ids of "ten-sales" and of "visible-for". */
const PLAN = 23;
const VISIBLE_FOR = 22;

export const credentials: Methods<Credentials> = {
  listTypes: 'reads',
  listTypesOf: 'reads',
  findGroupNames: 'reads',
  findIdentities: 'reads',
  save: [
    {
      make: async ({ services, by, bo }) => {
        const given = { typeKey: 'CRM5/PASSWORD', value: SECRET };
        return services.credentials.save(await by('administer-users'), bo.id, given);
      },
      action: 'user-password-set',
      detail: {},
    },
  ],
  remove: [
    {
      prepare: ({ services, bo }) => services.stores.associates.setPasswordHash(bo.id, SECRET),
      make: async ({ services, by, bo }) =>
        services.credentials.remove(await by('administer-users'), bo.id, 'CRM5/PASSWORD'),
      action: 'user-password-removed',
      detail: {},
    },
  ],
};

export const persons: Methods<Persons> = {
  add: [
    {
      make: async ({ services, by }) =>
        services.persons.add(await by('administer-users'), createPerson({ firstName: 'Åse' })),
      action: 'person-added',
      detail: { name: 'Åse' },
    },
  ],
  change: [
    {
      make: async ({ services, by, bo: { personId } }) =>
        services.persons.change(await by('administer-users'), personId, { email: 'b@x.com' }),
      action: 'person-changed',
      detail: { fields: 'email' },
    },
  ],
  remove: [
    {
      prepare: ({ services }) => services.stores.persons.add(createPerson({ lastName: 'Ø' }), 99),
      make: async ({ services, by }) => services.persons.remove(await by('administer-users'), 99),
      action: 'person-removed',
      detail: { personId: 99, name: 'Ø' },
    },
  ],
};

export const contacts: Methods<Contacts> = {
  add: [
    {
      make: async ({ services, by }) =>
        services.contacts.add(await by('administer-users'), createContact('Ærø')),
      action: 'contact-added',
      detail: { name: 'Ærø' },
    },
  ],
  change: [
    {
      make: async ({ services, by, bo: { contactId } }) =>
        services.contacts.change(await by('administer-users'), contactId, { phone: '1' }),
      action: 'contact-changed',
      detail: { fields: 'phone' },
    },
  ],
  remove: [
    {
      prepare: ({ services }) => services.stores.contacts.add(createContact('Ø'), 99),
      make: async ({ services, by }) => services.contacts.remove(await by('administer-users'), 99),
      action: 'contact-removed',
      detail: { contactId: 99, name: 'Ø' },
    },
  ],
};

export const presences: Methods<Presences> = {
  find: 'reads',
  set: [
    {
      prepare: ({ services, bo }) => {
        const csUser = { id: 7, accessLevel: 1, status: 'normal' } as const;
        return services.stores.associates.update(bo.id, { ...bo, csUser });
      },
      make: async ({ services, by, bo }) => {
        const presence = { status: 'not-available', message: SECRET } as const;
        return services.presences.set(await by('change-presence'), bo.id, presence);
      },
      action: 'user-presence-set',
      detail: { status: 'not-available' },
    },
  ],
};

export const roles: Methods<Roles> = {
  list: 'reads',
  find: 'reads',
  draft: 'reads',
  details: 'reads',
  listRights: 'reads',
  rightsOf: 'reads',
  withRights: 'reads',
  withoutRights: 'reads',
  dataRightRow: 'reads',
  dataRightColumn: 'reads',
  dataRight: 'reads',
  save: [
    {
      make: async ({ services, by }) => services.roles.save(await by('change-roles'), roleInput()),
      action: 'role-added',
      detail: { roleId: 17, name: 'Ærø' },
    },
    {
      make: async ({ services, by }) => {
        const dataRights = { contact: { MyOwn: 'R' } } as const;
        const given = roleInput({ id: 4, usesCategories: true, dataRights });
        return services.roles.save(await by('change-roles'), given);
      },
      action: 'role-changed',
      detail: { roleId: 4, fields: 'name tooltip rank usesCategories dataRights' },
    },
  ],
  remove: [
    {
      make: async ({ services, by }) => services.roles.remove(await by('change-roles'), 4, 5),
      action: 'role-removed',
      detail: { roleId: 4, usersMoved: 1, replacementId: 5 },
    },
  ],
  setRights: [
    {
      prepare: ({ services }) => services.stores.roles.setRightIds(4, [9, 10]),
      make: async ({ services, by }) =>
        services.roles.setRights(await by('change-roles'), 4, [10, 1]),
      action: 'role-rights-set',
      detail: { roleId: 4, added: 'admin-all', taken: 'hide-company' },
    },
  ],
  setDataRight: [
    {
      make: async ({ services, by }) =>
        services.roles.setDataRight(await by('change-roles'), 4, 'sale', { MyOwn: 'R' }),
      action: 'role-data-rights-set',
      detail: { roleId: 4, table: 'sale', MyOwn: 'R' },
    },
  ],
  setDataRights: [
    {
      make: async ({ services, by }) => {
        const matrix = { sale: { MyOwn: 'CR' } } as const;
        return services.roles.setDataRights(await by('change-roles'), 4, matrix);
      },
      action: 'role-data-rights-set',
      detail: { roleId: 4, table: 'sale', MyOwn: 'CR' },
    },
  ],
  addRight: [
    {
      make: async ({ services, by }) =>
        services.roles.addRight(await by('change-roles'), {
          name: 'partner-right',
          label: 'Partner right',
          description: '',
          roleType: 'employee',
          requiredModule: null,
        }),
      action: 'functional-right-added',
      detail: { name: 'partner-right' },
    },
  ],
};

export const groups: Methods<UserGroups> = {
  list: 'reads',
  find: 'reads',
  findAll: 'reads',
  draft: 'reads',
  save: [
    {
      make: async ({ services, by }) => {
        const group = { id: 0, name: 'Ærø', tooltip: '', rank: 1, isDeleted: false };
        return services.groups.save(await by('change-groups'), group);
      },
      action: 'group-added',
      detail: { groupId: 6, name: 'Ærø' },
    },
    {
      make: async ({ services, by }) => {
        const group = { id: 2, name: 'Ærø', tooltip: 'new', rank: 2, isDeleted: false };
        return services.groups.save(await by('change-groups'), group);
      },
      action: 'group-changed',
      detail: { groupId: 2, fields: 'name tooltip' },
    },
  ],
  remove: [
    {
      make: async ({ services, by }) => services.groups.remove(await by('change-groups'), 1, 2),
      action: 'group-removed',
      detail: { groupId: 1, membersMoved: 2, replacementId: 2 },
    },
  ],
};

export const licences: Methods<Licences> = {
  listOwners: 'reads',
  list: 'reads',
  saveOwner: [
    {
      make: ({ services }) =>
        services.licences.saveOwner(byOperator('change-licences'), {
          name: 'Ærø',
          description: '',
          expiresAtMs: null,
        }),
      action: 'licence-owner-added',
      detail: { ownerId: 2, name: 'Ærø' },
    },
    {
      make: ({ services }) => {
        const owner = { id: 1, name: 'SUPEROFFICE', description: 'new', expiresAtMs: 1 };
        return services.licences.saveOwner(byOperator('change-licences'), owner);
      },
      action: 'licence-owner-changed',
      detail: { ownerId: 1, fields: 'description expiresAtMs' },
    },
  ],
  saveModule: [
    {
      make: async ({ services }) => {
        const [module] = await services.stores.licences.listModules();
        assert.ok(module);
        return services.licences.saveModule(byOperator('change-licences'), {
          ...module,
          id: undefined,
          name: 'Ærø',
        });
      },
      action: 'licence-added',
      detail: { name: 'Ærø' },
    },
    {
      make: async ({ services }) => {
        const [module] = await services.stores.licences.listModules();
        assert.ok(module);
        return services.licences.saveModule(byOperator('change-licences'), { ...module, seats: 7 });
      },
      action: 'licence-changed',
      detail: { licenceId: 1, fields: 'seats' },
    },
  ],
  removeModule: [
    {
      make: ({ services }) => services.licences.removeModule(byOperator('change-licences'), 1),
      action: 'licence-removed',
      detail: { licenceId: 1, name: 'server' },
    },
  ],
  assign: [
    {
      make: async ({ services, by, bo }) =>
        services.licences.assign(await by('administer-users'), bo.id, [PLAN, VISIBLE_FOR]),
      action: 'user-licences-set',
      detail: {
        added: 'ten-sales visible-for user web sale-cal selection-cal project-cal',
        taken: '',
      },
    },
  ],
  assignTo: [
    {
      make: async ({ services, by, bo }) =>
        services.licences.assignTo(await by('administer-users'), VISIBLE_FOR, [bo.id]),
      action: 'user-licences-set',
      detail: { added: 'visible-for', taken: '' },
    },
  ],
  withdrawFrom: [
    {
      prepare: ({ services, bo }) => services.stores.licences.assign(bo.id, VISIBLE_FOR),
      make: async ({ services, by, bo }) =>
        services.licences.withdrawFrom(await by('administer-users'), VISIBLE_FOR, [bo.id]),
      action: 'user-licences-set',
      detail: { added: '', taken: 'visible-for' },
    },
  ],
  withdrawAll: [
    {
      prepare: ({ services, bo }) => services.stores.licences.assign(bo.id, PLAN),
      make: async ({ services, by, bo }) =>
        services.licences.withdrawAll(await by('administer-users'), bo.id),
      action: 'user-licences-set',
      detail: { added: '', taken: 'ten-sales' },
    },
  ],
};
