/** The options that `contact add` and `contact set` share. */
import type { Command } from 'commander';
import { type ContactProfile, ID_MAX } from '../../../domain/contacts/contact.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { findUser } from '../../find-user.ts';
import { givenFields } from '../../given-fields.ts';
import { wholeNumberFrom } from '../../option-values.ts';

const fields = [
  'department',
  'orgNumber',
  'phone',
  'countryId',
  'businessId',
  'categoryId',
] as const satisfies readonly (keyof ContactProfile)[];

export interface ContactOptions extends Partial<Pick<ContactProfile, (typeof fields)[number]>> {
  readonly owner?: string;
}

export function addContactOptions(command: Command): Command {
  const id = wholeNumberFrom(0, ID_MAX);
  return command
    .option('--department <text>', 'department of the company')
    .option('--org-number <text>', 'number in the register of companies')
    .option('--phone <number>', 'phone number')
    .option('--owner <user>', 'user who looks after the contact; an empty text for none')
    .option('--country-id <id>', 'id of the country in the CRM; 0 for none', id)
    .option('--business-id <id>', 'id of the line of business in the CRM; 0 for none', id)
    .option('--category-id <id>', 'id of the category in the CRM; 0 for none', id);
}

/** The fields that the options give. @throws CliError `notFound` for the owner. */
export async function givenContact(
  services: TenantServices,
  { owner, ...options }: ContactOptions,
): Promise<Partial<ContactProfile>> {
  const ownerId = owner ? (await findUser(services, owner)).id : 0;
  return {
    ...givenFields<ContactProfile, (typeof fields)[number]>(options, fields),
    ...(owner !== undefined && { ownerAssociateId: ownerId }),
  };
}
