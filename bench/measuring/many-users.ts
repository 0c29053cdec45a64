/** Adds users as a large company has them, directly to the stores. */
import { createContact } from '../../src/domain/contacts/contact.ts';
import type { TenantStores } from '../../src/domain/installation.ts';
import { createPerson } from '../../src/domain/persons/person.ts';
import { type Associate, createProfile } from '../../src/domain/users/associate.ts';
import { openInstallation } from '../../src/storage/data-directory.ts';

const MODULE = 'visible-for';
const CS_USER = { accessLevel: 1, status: 'normal' } as const;
/** The first user of the installation has the id 1. */
const FIRST_CS_USER_ID = 2;

/** Adds users to the tenant of an on-site installation, in one transaction. Returns their ids. */
export async function addUsers(directory: string, count: number): Promise<readonly number[]> {
  const { stores } = await openInstallation(directory);
  try {
    const tenant = await stores.tenants.find('');
    if (!tenant) throw new Error('There is no tenant.');
    const added = await stores.transaction((inside) =>
      addUsersTo(inside.ofTenant(tenant.id), count, null),
    );
    return added.map(({ id }) => id);
  } finally {
    await stores.close();
  }
}

/**
 * Each user is internal, and has a person, a role, two groups and a licence.
 *
 * @param passwordHash of all users, who then have CS users too; null for users without a password.
 */
export async function addUsersTo(
  { associates, contacts, groups, licences, persons, roles }: TenantStores,
  count: number,
  passwordHash: string | null,
): Promise<readonly Associate[]> {
  const contact = await contacts.add(createContact('Bench', { isOwnCompany: true }));
  const roleIds = (await roles.list()).filter(({ type }) => type === 'employee');
  const groupIds = await groups.list();
  const licence = (await licences.listModules()).find(({ name }) => name === MODULE);
  const added: Associate[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = { firstName: 'User', lastName: `${index}` };
    const person = await persons.add(createPerson({ ...name, contactId: contact.id }));
    const pick = (records: readonly { readonly id: number }[], number: number) =>
      records[number % records.length]?.id ?? 0;
    const profile = createProfile(
      `user ${contact.id} ${index}`,
      pick(roleIds, index),
      pick(groupIds, index),
      {
        personId: person.id,
        secondaryGroupIds: [pick(groupIds, index + 1)],
        csUser: passwordHash === null ? null : { ...CS_USER, id: FIRST_CS_USER_ID + index },
      },
    );
    const associate = await associates.add(profile, passwordHash, 0);
    if (licence) await licences.assign(associate.id, licence.id);
    added.push(associate);
  }
  return added;
}
