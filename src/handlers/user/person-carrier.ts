/** Converts the person of a user to a Person carrier. */

import type { ResponseOf } from '../../contract/service.ts';
import type { UserService } from '../../contract/services88/user.ts';
import type { Contact } from '../../domain/contacts/contact.ts';
import { fullNameOf, type Person } from '../../domain/persons/person.ts';
import type { Associate } from '../../domain/users/associate.ts';

type UserCarrier = NonNullable<ResponseOf<UserService, 'GetUser'>['Response']>;

/**
 * Texts that the register does not have are empty, not null, because the original's clients read
 * them without a null check. `AssociateId` and `AssociateName` are those of the user.
 */
export function personCarrier(
  person: Person,
  contact: Contact | null,
  user: Pick<Associate, 'id' | 'name'>,
): NonNullable<UserCarrier['Person']> {
  const fullName = fullNameOf(person);
  return {
    Position: person.position,
    PersonId: person.id,
    Mrmrs: person.mrMrs,
    Firstname: person.firstName,
    Lastname: person.lastName,
    MiddleName: person.middleName,
    Title: person.title,
    Description: person.description,
    Email: person.email ?? '',
    FullName: fullName,
    DirectPhone: person.directPhone,
    FormalName: [person.mrMrs, person.title, fullName].filter((part) => part !== '').join(' '),
    CountryId: person.countryId,
    ...contactFields(contact),
    Retired: Number(person.isRetired),
    Rank: person.rank,
    FaxPhone: '',
    MobilePhone: person.mobilePhone,
    AssociateName: user.name,
    AssociateId: user.id,
    ...unknownTexts,
  };
}

function contactFields(contact: Contact | null) {
  const { name = '', department = '' } = contact ?? {};
  return {
    ContactId: contact?.id ?? 0,
    ContactName: name,
    ContactDepartment: department,
    ContactCountryId: contact?.countryId ?? 0,
    ContactOrgNr: contact?.orgNumber ?? '',
    ContactPhone: contact?.phone ?? '',
    ContactFax: '',
    ContactFullName: [name, department].filter((part) => part !== '').join(', '),
  };
}

const unknownTexts = {
  Kanafname: '',
  Kanalname: '',
  Post1: '',
  Post2: '',
  Post3: '',
  EmailName: '',
  CategoryName: '',
  PersonNumber: '',
} as const;
