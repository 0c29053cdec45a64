/** The operations of the User agent about owner contacts, to which internal users belong. */
import type { ownerContactOperations } from '../../contract/services88/user/owner-contacts.ts';
import type { Contacts } from '../../domain/contacts/contacts.ts';
import type { AgentHandlers } from '../with-session.ts';
import type { UserNeeds } from './needs.ts';

export interface OwnerContactDependencies {
  readonly contacts: Contacts;
}

export function ownerContactHandlers({
  contacts,
}: OwnerContactDependencies): AgentHandlers<typeof ownerContactOperations, UserNeeds> {
  return {
    AddOwnerContact: async ({ ContactId }, { actor }) => {
      await contacts.change(actor, ContactId, { isOwnCompany: true });
      return {};
    },

    RemoveOwnerContact: async ({ ContactId }, { actor }) => {
      await contacts.change(actor, ContactId, { isOwnCompany: false });
      return {};
    },
  };
}
