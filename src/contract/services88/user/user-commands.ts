/** Commands that extensions of the server add for a user. */
import { xsString } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';
import { services88 } from '../namespace.ts';
import { CommandActionResult, CommandResult, CustomCommand } from '../types/commands.ts';
import { User } from '../types/users.ts';

export const userCommandOperations = {
  GetUserCommands: operation({
    since: '85',
    summary: 'Lists the commands that can be run for a user.',
    request: { User },
    response: { Response: services88.arrayOf(CustomCommand) },
  }),
  ExecuteUserCommand: operation({
    since: '85',
    summary: 'Runs a command for a user.',
    request: { CommandName: xsString, CommandActionResult, User },
    response: { Response: CommandResult },
  }),
} as const;
