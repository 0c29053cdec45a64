/** What `user show` prints besides the fields that `user set` changes. */
import type { Associate, FieldValues } from '../../../domain/users/associate.ts';
import { noState } from '../../../domain/users/associate.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { printTime } from '../../terminal.ts';

/** Empty texts and lists are omitted. */
export async function detailsRecordOfUser(
  { stores }: TenantServices,
  { id, contactId }: Associate,
) {
  const { associates, contacts } = stores;
  const { details, times, hasPassword } = (await associates.states([id])).get(id) ?? noState;
  const contact = contactId === 0 ? null : await contacts.find(contactId);
  const rest = {
    contact: contact?.name ?? '',
    requestSignature: details.requestSignature,
    absenceMessage: details.absenceMessage,
    ticketCategoryIds: details.ticketCategoryIds,
    extraFields: linesOf(details.extraFields),
    customFields: linesOf(details.customFields),
  };
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value.length > 0)),
    lastLogin: printTime(times.lastLoginAtMs),
    lastLogout: printTime(times.lastLogoutAtMs),
    hasPassword,
  };
}

function linesOf(fields: FieldValues): readonly string[] {
  return [...fields].map(([key, value]) => `${key}=${value}`);
}
