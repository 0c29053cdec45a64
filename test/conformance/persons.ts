/** Checks of persons and contacts. */
import assert from 'node:assert/strict';
import { createContact } from '../../src/domain/contacts/contact.ts';
import type { PersonProfile } from '../../src/domain/persons/person.ts';
import { assertFails, type TenantCheck } from './check.ts';
import {
  addSampleAssociate,
  addSampleProfile,
  NO_SUCH_ID,
  NOW_MS,
  samplePerson,
} from './samples.ts';

/** All values differ, so that no field can be mistaken for another. */
const fullPerson = {
  contactId: 0,
  firstName: 'Åse',
  middleName: '“Æ”',
  lastName: 'Ærø 👩‍💻',
  mrMrs: 'Ms',
  title: 'Sales manager',
  position: 'Leader',
  email: 'Åse@Ærø.example',
  directPhone: '+47 1',
  mobilePhone: '+47 2',
  description: 'Two\nlines',
  countryId: 104,
  rank: -5,
  isRetired: true,
} as const satisfies PersonProfile;

const fullContact = createContact('Ærø', {
  department: 'North',
  orgNumber: 'NO 1',
  phone: '+47 3',
  countryId: 101,
  businessId: 102,
  categoryId: 103,
  ownerAssociateId: 104,
  isOwnCompany: true,
});

export function checkPersons(check: TenantCheck): void {
  check('a person keeps all fields', async ({ stores, reopen }) => {
    const contact = await stores.contacts.add(fullContact);
    const profile = { ...fullPerson, contactId: contact.id };
    const added = await stores.persons.add(profile);
    assert.deepEqual(added, { ...profile, id: added.id });
    const bare = await stores.persons.add(samplePerson());
    const { persons } = await reopen();
    assert.deepEqual(await persons.list(0, 10), [added, bare]);
    assert.deepEqual(await persons.list(added.id, 10), [bare]);
    await persons.update({ ...bare, ...profile });
    await persons.update({ ...added, ...samplePerson() });
    const [first, second] = await persons.list(0, 10);
    assert.deepEqual(first, { ...samplePerson(), id: added.id });
    assert.deepEqual(second, { ...profile, id: bare.id });
  });

  check('persons are found by ids', async ({ stores: { persons } }) => {
    const added = await persons.add(samplePerson());
    assert.deepEqual(await persons.findAll([NO_SUCH_ID, added.id, added.id]), [added]);
    assert.deepEqual(await persons.findAll([]), []);
  });

  check('the persons of a contact are listed in pages', async ({ stores }) => {
    const { persons, contacts } = stores;
    const [a, b] = [await contacts.add(createContact('a')), await contacts.add(createContact('b'))];
    const first = await persons.add(samplePerson({ contactId: a.id }));
    await persons.add(samplePerson({ contactId: b.id }));
    const second = await persons.add(samplePerson({ contactId: a.id }));
    assert.deepEqual(await persons.listOfContact(a.id, 0, 10), [first, second]);
    assert.deepEqual(await persons.listOfContact(a.id, 0, 1), [first]);
    assert.deepEqual(await persons.listOfContact(a.id, first.id, 10), [second]);
    assert.deepEqual(await persons.listOfContact(NO_SUCH_ID, 0, 10), []);
  });

  check('a person needs an existing contact, or none', async ({ stores: { persons } }) => {
    const added = await persons.add(samplePerson());
    const missing = { contactId: NO_SUCH_ID };
    const noContact = new RegExp(`no contact ${NO_SUCH_ID}`);
    await assertFails(persons.add(samplePerson(missing)), 'not-found', noContact);
    await assertFails(persons.update({ ...added, ...missing }), 'not-found', noContact);
    assert.deepEqual(await persons.list(0, 10), [added]);
    const absent = persons.update({ ...added, id: NO_SUCH_ID });
    await assertFails(absent, 'not-found', new RegExp(`no person ${NO_SUCH_ID}`));
  });

  check('a person is removed unless a user is the person', async ({ stores }) => {
    const { persons, associates } = stores;
    const user = await addSampleAssociate(stores);
    await assertFails(persons.remove(user.personId), 'conflict', /Remove the user first/);
    await associates.remove(user.id, NOW_MS);
    await persons.remove(user.personId);
    assert.deepEqual(await persons.list(0, 10), []);
    const again = persons.remove(user.personId);
    await assertFails(again, 'not-found', new RegExp(`no person ${user.personId}`));
  });
}

export function checkContacts(check: TenantCheck): void {
  check('a contact keeps all fields', async ({ stores, reopen }) => {
    const added = await stores.contacts.add(fullContact);
    assert.deepEqual(added, { ...fullContact, id: added.id });
    const bare = await stores.contacts.add(createContact('b'));
    const { contacts } = await reopen();
    assert.deepEqual(await contacts.list(0, 10), [added, bare]);
    assert.deepEqual(await contacts.list(added.id, 10), [bare]);
    assert.deepEqual(await contacts.find(added.id), added);
    assert.deepEqual(await contacts.findAll([NO_SUCH_ID, added.id, added.id]), [added]);
    assert.deepEqual(await contacts.findAll([]), []);
    await contacts.update({ ...added, ...createContact('b') });
    assert.deepEqual(await contacts.find(added.id), { ...createContact('b'), id: added.id });
    assert.equal(await contacts.find(NO_SUCH_ID), null);
    const absent = contacts.update({ ...added, id: NO_SUCH_ID });
    await assertFails(absent, 'not-found', new RegExp(`no contact ${NO_SUCH_ID}`));
  });

  check('the own company is the first one', async ({ stores: { contacts } }) => {
    assert.equal(await contacts.findOwnCompany(), null);
    await contacts.add(createContact('a'));
    assert.equal(await contacts.findOwnCompany(), null);
    const own = await contacts.add(fullContact);
    assert.equal(await contacts.findOwnCompany(own.id), null);
    const second = await contacts.add(fullContact);
    assert.deepEqual(await contacts.findOwnCompany(), own);
    assert.deepEqual(await contacts.findOwnCompany(second.id), own);
    assert.deepEqual(await contacts.findOwnCompany(own.id), second);
  });

  check('internal users of a contact are counted', async ({ stores }) => {
    const { contacts, persons, associates } = stores;
    const { id: contactId } = await contacts.add(fullContact);
    const { id: personId } = await persons.add(samplePerson({ contactId }));
    const profile = { ...(await addSampleProfile(stores)), personId };
    await associates.add({ ...profile, name: 'a', type: 'external' }, null, NOW_MS);
    assert.equal(await contacts.countInternalUsers(contactId), 0);
    await associates.add({ ...profile, name: 'b' }, null, NOW_MS);
    assert.equal(await contacts.countInternalUsers(contactId), 1);
    assert.equal(await contacts.countInternalUsers(NO_SUCH_ID), 0);
  });

  check('a contact is removed unless persons belong to it', async ({ stores }) => {
    const { contacts, persons } = stores;
    const { id } = await contacts.add(fullContact);
    const person = await persons.add(samplePerson({ contactId: id }));
    await assertFails(contacts.remove(id), 'conflict', /Persons belong to the contact/);
    await persons.remove(person.id);
    await contacts.remove(id);
    assert.deepEqual(await contacts.list(0, 10), []);
    await assertFails(contacts.remove(id), 'not-found', new RegExp(`no contact ${id}`));
  });
}
