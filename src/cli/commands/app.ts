/** `app`: manages the applications of partners. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addAppAddCommand } from './app/add.ts';
import { addAppGrantCommand } from './app/grant.ts';
import { addAppKeyCommand } from './app/key.ts';
import { addAppListCommand } from './app/list.ts';
import { addAppRedirectUriCommand } from './app/redirect-uri.ts';
import { addAppRemoveCommand } from './app/remove.ts';
import { addAppRevokeCommand } from './app/revoke.ts';
import { addAppRollSecretCommand } from './app/roll-secret.ts';
import { addAppSetCommand } from './app/set.ts';
import { addAppShowCommand } from './app/show.ts';
import { addAppSwitchCommands } from './app/switch-application.ts';
import { addAppSystemUserCommand } from './app/system-user.ts';

export function addAppCommand(program: Command, terminal: Terminal): void {
  const app = program
    .command('app')
    .summary('register applications, and say what they may do')
    .description(
      'The programs of partners, which identify themselves by an application token. Online, ' +
        'every call needs the token of an application that the tenant has, and a restricted ' +
        'agent needs an application that was granted it. On-site, programs may call without a ' +
        'token; a token only records the application in access tokens. Running servers apply ' +
        'changes at their next request.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice app add "Fjord Reports" --agents User');
  addAppAddCommand(app, terminal);
  addAppListCommand(app, terminal);
  addAppShowCommand(app, terminal);
  addAppGrantCommand(app, terminal);
  addAppRevokeCommand(app, terminal);
  addAppRollSecretCommand(app, terminal);
  addAppKeyCommand(app, terminal);
  addAppRedirectUriCommand(app, terminal);
  addAppSetCommand(app, terminal);
  addAppSystemUserCommand(app, terminal);
  addAppSwitchCommands(app, terminal);
  addAppRemoveCommand(app, terminal);
}
