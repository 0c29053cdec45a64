/** `user remove`: removes a user with everything that belongs to the user. */
import type { Command } from 'commander';
import { confirm, yesFlag, yesHelp } from '../../confirm.ts';
import { countLiveTickets, findUser } from '../../find-user.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';

interface UserRemoveOptions extends TenantOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function addUserRemoveCommand(user: Command, terminal: Terminal): void {
  addTenantOptions(user.command('remove'))
    .summary('remove a user')
    .description(
      'Removes a user with tickets, access tokens, CS sessions and assigned licences. No other user ' +
        'gets the id again. It cannot be undone; "user disable" can.',
    )
    .argument('<name>', 'user name')
    .option(yesFlag, yesHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice user remove anna')
    .action(async (given: string, options: UserRemoveOptions) => {
      await withTenantServices(options, async (services) => {
        const { id, name } = await findUser(services, given);
        const question = `Remove ${name}? Tickets, access tokens and licences of the user end.`;
        await confirm(terminal, options.yes, question);
        const ticketsEnded = await countLiveTickets(services, id);
        await services.users.remove(asOperator('administer-users'), id);
        printRecord(terminal, options.json ?? false, { id, user: name, ticketsEnded });
      });
    });
}
