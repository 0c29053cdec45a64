/** An associate with something in every field. */
import { createContact } from '../../src/domain/contacts/contact.ts';
import type { TenantStores } from '../../src/domain/installation.ts';
import type { AssociateProfile } from '../../src/domain/users/associate.ts';
import { addSampleProfile, sampleGroup, samplePerson } from './samples.ts';

/** All values differ, so that no field can be mistaken for another. */
export async function fullProfile(stores: TenantStores): Promise<AssociateProfile> {
  const base = await addSampleProfile(stores);
  const first = await stores.groups.add(sampleGroup('First'));
  const second = await stores.groups.add(sampleGroup('Second'));
  const contact = await stores.contacts.add(
    createContact('Ærø', {
      ownerAssociateId: 103,
      countryId: 104,
      businessId: 106,
      categoryId: 107,
    }),
  );
  const person = await stores.persons.add(
    samplePerson({
      firstName: 'Åse',
      middleName: '“Æ”',
      lastName: 'Ærø 👩‍💻',
      email: 'Åse@Ærø.example',
      contactId: contact.id,
      countryId: 105,
      isRetired: true,
    }),
  );
  return {
    ...base,
    name: 'Ærøskøbing',
    userName: 'Åse',
    nickName: 'åsén',
    tooltip: 'Tool “tip”',
    rank: -7,
    type: 'external',
    secondaryGroupIds: [first.id, second.id],
    personId: person.id,
    isWaitingForApproval: true,
    csUser: { id: 108, accessLevel: 109, status: 'read-only' },
  };
}

/** What an associate with the full profile has from its person and contact. */
export const personal = {
  fullName: 'Åse “Æ” Ærø 👩‍💻',
  email: 'Åse@Ærø.example',
  isPersonRetired: true,
  contactOwnerId: 103,
  countryId: 104,
  homeCountryId: 105,
  businessId: 106,
  categoryId: 107,
};

/** What an associate has that is no person. */
export const impersonal = {
  email: null,
  isPersonRetired: false,
  contactId: 0,
  contactOwnerId: 0,
  countryId: 0,
  homeCountryId: 0,
  businessId: 0,
  categoryId: 0,
};

export async function contactIdOf({ persons }: TenantStores, { personId }: AssociateProfile) {
  return (await persons.findAll([personId]))[0]?.contactId ?? 0;
}

/** Others cannot have the same names. */
export const unnamed = { userName: '', nickName: '' };
