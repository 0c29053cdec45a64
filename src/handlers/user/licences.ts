/** The operations of the User agent about licences. */
import type { licenceOperations } from '../../contract/services88/user/licences.ts';
import type { Licences } from '../../domain/licences/licences.ts';
import type { AgentHandlers } from '../with-session.ts';
import type { UserNeeds } from './needs.ts';

export interface LicenceDependencies {
  readonly licences: Licences;
}

export function licenceHandlers({
  licences,
}: LicenceDependencies): AgentHandlers<typeof licenceOperations, UserNeeds> {
  return {
    RemoveLicenses: async ({ AssociateId }, { actor }) => {
      await licences.withdrawAll(actor, AssociateId);
      return {};
    },
  };
}
