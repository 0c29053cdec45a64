/** The options that `person add` and `person set` share. */
import type { Command } from 'commander';
import { ID_MAX } from '../../../domain/contacts/contact.ts';
import { type PersonProfile, splitFullName } from '../../../domain/persons/person.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { givenFields } from '../../given-fields.ts';
import { parseRank, wholeNumberFrom } from '../../option-values.ts';
import { findContact } from '../contact/contact-record.ts';

const fields = [
  'firstName',
  'middleName',
  'lastName',
  'mrMrs',
  'title',
  'position',
  'directPhone',
  'mobilePhone',
  'description',
  'countryId',
  'rank',
] as const satisfies readonly (keyof PersonProfile)[];
type Field = (typeof fields)[number];

export interface PersonOptions extends Partial<Pick<PersonProfile, Field>> {
  readonly email?: string;
  readonly contact?: string;
}

export function addPersonOptions(command: Command): Command {
  return command
    .option('--first-name <name>', 'first name, instead of that in the full name')
    .option('--middle-name <name>', 'middle name')
    .option('--last-name <name>', 'last name, instead of that in the full name')
    .option('--email <address>', 'e-mail address; an empty text for none')
    .option('--contact <contact>', 'name or id of the contact; an empty text for none')
    .option('--mr-mrs <text>', 'form of address, such as Ms')
    .option('--title <text>', 'title, such as "Sales manager"')
    .option('--position <text>', 'position in the company')
    .option('--direct-phone <number>', 'direct phone number')
    .option('--mobile-phone <number>', 'mobile phone number')
    .option('--description <text>', 'free text about the person')
    .option('--country-id <id>', 'id of the country; 0 for none', wholeNumberFrom(0, ID_MAX))
    .option('--rank <number>', 'position in lists', parseRank);
}

/**
 * The fields that the options give.
 *
 * @param fullName is split into first and last name.
 * @throws CliError as `findContact` does.
 */
export async function givenPerson(
  services: TenantServices,
  fullName: string | undefined,
  { email, contact, ...options }: PersonOptions,
): Promise<Partial<PersonProfile>> {
  const contactId = contact ? (await findContact(services, contact)).id : 0;
  return {
    ...(fullName !== undefined && splitFullName(fullName)),
    ...givenFields<PersonProfile, Field>(options, fields),
    ...(email !== undefined && { email: email === '' ? null : email }),
    ...(contact !== undefined && { contactId }),
  };
}
