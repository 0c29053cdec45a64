/** Checks that a tenant's stores of persons and contacts do not reach other tenants. */
import assert from 'node:assert/strict';
import { type ContactStore, createContact } from '../../src/domain/contacts/contact.ts';
import type { PersonStore } from '../../src/domain/persons/person.ts';
import { assertFails } from './check.ts';
import { samplePerson } from './samples.ts';
import { both, type Isolation, THEIRS_ONLY, THEIRS_REMOVED } from './twins.ts';

const absent = (work: Promise<unknown>) =>
  assertFails(work, 'not-found', new RegExp(`${THEIRS_ONLY}`));

export const persons: Isolation<PersonStore> = {
  add: async ({ ours: { stores } }) => {
    await absent(stores.persons.add(samplePerson({ contactId: THEIRS_ONLY })));
    const added = await stores.persons.add(samplePerson(), THEIRS_ONLY);
    assert.deepEqual(await stores.persons.findAll([THEIRS_ONLY]), [added]);
    await stores.persons.add(samplePerson(), THEIRS_REMOVED);
  },
  update: async ({ ours: { stores } }) => {
    const person = { ...samplePerson({ title: 'changed' }), id: both.person };
    await absent(stores.persons.update({ ...person, id: THEIRS_ONLY }));
    await absent(stores.persons.update({ ...person, contactId: THEIRS_ONLY }));
    await stores.persons.update(person);
    assert.equal((await stores.persons.findAll([both.person]))[0]?.title, 'changed');
  },
  remove: async ({ ours: { stores } }) => {
    await absent(stores.persons.remove(THEIRS_ONLY));
    await stores.persons.remove(both.freePerson);
    assert.deepEqual(await stores.persons.findAll([both.freePerson]), []);
  },
  findAll: async ({ ours: { stores } }) => {
    const found = await stores.persons.findAll([THEIRS_ONLY, both.person]);
    assert.deepEqual(
      found.map(({ id, firstName }) => [id, firstName]),
      [[both.person, 'ours']],
    );
  },
  list: async ({ ours: { stores } }) => {
    const listed = await stores.persons.list(0, 100);
    assert.deepEqual(
      listed.map(({ id, firstName }) => [id, firstName]),
      [
        [both.person, 'ours'],
        [both.freePerson, 'ours'],
      ],
    );
  },
  listOfContact: async ({ ours: { stores } }) => {
    assert.deepEqual(await stores.persons.listOfContact(THEIRS_ONLY, 0, 100), []);
    const listed = await stores.persons.listOfContact(both.contact, 0, 100);
    assert.deepEqual(
      listed.map(({ firstName }) => firstName),
      ['ours'],
    );
  },
};

export const contacts: Isolation<ContactStore> = {
  add: async ({ ours: { stores } }) => {
    const added = await stores.contacts.add(createContact('new'), THEIRS_ONLY);
    assert.deepEqual(await stores.contacts.find(THEIRS_ONLY), added);
    await stores.contacts.add(createContact('gone'), THEIRS_REMOVED);
  },
  update: async ({ ours: { stores } }) => {
    const contact = { ...createContact('changed'), id: both.contact };
    await absent(stores.contacts.update({ ...contact, id: THEIRS_ONLY }));
    await stores.contacts.update(contact);
    assert.equal((await stores.contacts.find(both.contact))?.name, 'changed');
  },
  remove: async ({ ours: { stores } }) => {
    await absent(stores.contacts.remove(THEIRS_ONLY));
    await stores.contacts.remove(both.freeContact);
    assert.equal(await stores.contacts.find(both.freeContact), null);
  },
  find: async ({ ours: { stores } }) => {
    assert.equal(await stores.contacts.find(THEIRS_ONLY), null);
    assert.equal((await stores.contacts.find(both.contact))?.department, 'ours');
  },
  findAll: async ({ ours: { stores } }) => {
    const found = await stores.contacts.findAll([THEIRS_ONLY, both.contact]);
    assert.deepEqual(
      found.map(({ department }) => department),
      ['ours'],
    );
  },
  findOwnCompany: async ({ ours: { stores } }) => {
    assert.equal((await stores.contacts.findOwnCompany())?.id, both.freeContact);
  },
  list: async ({ ours: { stores } }) => {
    const listed = await stores.contacts.list(0, 100);
    assert.deepEqual(
      listed.map(({ id, department }) => [id, department]),
      [
        [both.contact, 'ours'],
        [both.freeContact, 'ours'],
      ],
    );
  },
  countInternalUsers: async ({ ours: { stores }, theirs }) => {
    assert.equal(await stores.contacts.countInternalUsers(THEIRS_ONLY), 0);
    assert.equal(await theirs.stores.contacts.countInternalUsers(THEIRS_ONLY), 1);
    assert.equal(await stores.contacts.countInternalUsers(both.contact), 1);
  },
};
