/** The details of users in seed files: signature, absence message, categories and fields. */
import type { TenantStores } from '../domain/installation.ts';
import { type AssociateDetails, noDetails } from '../domain/users/associate.ts';
import { changedFields, fileFields, recordFields } from './records.ts';
import type { SeedUser } from './seed-schema.ts';

/** The details that an entry gives. */
export function givenDetails(entry: SeedUser): Partial<AssociateDetails> {
  const { requestSignature, absenceMessage, ticketCategories } = entry;
  return recordFields({
    requestSignature,
    absenceMessage,
    ticketCategories: ticketCategories && [...new Set(ticketCategories)].sort((a, b) => a - b),
    extraFields: entry.extraFields && new Map(Object.entries(entry.extraFields)),
    customFields: entry.customFields && new Map(Object.entries(entry.customFields)),
  });
}

/** The names, as in a file, of the given details that differ from those of the user. */
export async function changedDetails(
  { associates }: TenantStores,
  userId: number,
  given: Partial<AssociateDetails>,
): Promise<readonly string[]> {
  if (Object.keys(given).length === 0) return [];
  const present = (await associates.details([userId])).get(userId) ?? noDetails;
  return changedFields<AssociateDetails>(present, given);
}

export function exportedDetails(details: AssociateDetails) {
  const { extraFields, customFields, ...rest } = fileFields(details, noDetails);
  return {
    ...rest,
    ...(extraFields && { extraFields: Object.fromEntries(extraFields) }),
    ...(customFields && { customFields: Object.fromEntries(customFields) }),
  };
}
