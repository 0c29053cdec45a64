/** The operations of the User agent about whether users of Customer Service are present. */
import type { presenceOperations } from '../../contract/services88/user/presence.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Presence, Presences } from '../../domain/presence/presence.ts';
import { csUserStatuses, csUserStatusesByName } from '../enumerations.ts';
import type { AgentHandlers } from '../with-session.ts';
import type { UserNeeds } from './needs.ts';

export interface PresenceDependencies {
  readonly presences: Presences;
}

export function presenceHandlers({
  presences,
}: PresenceDependencies): AgentHandlers<typeof presenceOperations, UserNeeds> {
  return {
    GetUserPresenceStatus: async ({ AssociateId }, { actor }) => ({
      Response: presenceCarrier(await presences.find(actor, AssociateId)),
    }),

    SetUserPresenceStatus: async ({ AssociateId, UserPresenceStatus: given }, { actor }) => {
      if (!given) {
        const message = 'UserPresenceStatus is missing. Send one with Status and Message.';
        throw new DomainError('invalid-argument', message);
      }
      const status = csUserStatusesByName[given.Status];
      const presence = { status, message: given.Message ?? '' };
      return { Response: presenceCarrier(await presences.set(actor, AssociateId, presence)) };
    },
  };
}

function presenceCarrier({ status, message }: Presence) {
  return { Status: csUserStatuses[status], Message: message };
}
