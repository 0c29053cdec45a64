/** The operations of the User agent about commands for a user. */
import type { userCommandOperations } from '../../contract/services88/user/user-commands.ts';
import { runUserCommand } from '../../domain/users/user-commands.ts';
import type { AgentHandlers } from '../with-session.ts';
import type { UserNeeds } from './needs.ts';

export const userCommandHandlers: AgentHandlers<typeof userCommandOperations, UserNeeds> = {
  GetUserCommands: async () => ({ Response: [] }),

  ExecuteUserCommand: async ({ CommandName, CommandActionResult }, { actor }) => {
    const isDeclined = CommandActionResult === 'No' || CommandActionResult === 'Cancel';
    const message = runUserCommand(actor, CommandName ?? '', isDeclined);
    return { Response: { Success: false, Message: message, Result: CommandActionResult } };
  },
};
