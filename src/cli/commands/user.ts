/** `user`: manages the users of an installation. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addUserAddCommand } from './user/add.ts';
import { addUserListCommand } from './user/list.ts';
import { addUserRemoveCommand } from './user/remove.ts';
import { addUserRetireCommands } from './user/retire-user.ts';
import { addUserSetCommand } from './user/set.ts';
import { addUserSetPasswordCommand } from './user/set-password.ts';
import { addUserShowCommand } from './user/show.ts';
import { addUserSwitchCommands } from './user/switch-user.ts';
import { addUserUnlockCommand } from './user/unlock.ts';

export function addUserCommand(program: Command, terminal: Terminal): void {
  const user = program
    .command('user')
    .summary('add, change and remove users')
    .description(
      'The users of an installation. Changes take effect at once, also while it is served.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice user add anna --email anna@example.com');
  addUserAddCommand(user, terminal);
  addUserListCommand(user, terminal);
  addUserShowCommand(user, terminal);
  addUserSetCommand(user, terminal);
  addUserSwitchCommands(user, terminal);
  addUserRetireCommands(user, terminal);
  addUserUnlockCommand(user, terminal);
  addUserSetPasswordCommand(user, terminal);
  addUserRemoveCommand(user, terminal);
}
