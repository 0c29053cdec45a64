/** `user list`: all users. */
import type { Command } from 'commander';
import type { Associate, AssociateStore } from '../../../domain/associate.ts';
import { addDataOption, withOffice } from '../../data-option.ts';
import { printRows, printTime, type Terminal } from '../../terminal.ts';

const PAGE_USERS = 1000;

export function addUserListCommand(user: Command, terminal: Terminal): void {
  addDataOption(user.command('list'))
    .summary('list all users')
    .description('Lists all users in the order in which they were added, disabled ones included.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice user list --json')
    .action(async (options: { data: string; json?: boolean }) => {
      await withOffice(options.data, async ({ stores }) => {
        const users = await listAll(stores.associates);
        const roles = await stores.directory.listRoles();
        const roleNames = new Map(roles.map((role) => [role.id, role.name]));
        const rows = users.map((associate) => ({
          id: associate.id,
          name: associate.name,
          fullName: associate.fullName,
          email: associate.email,
          role: roleNames.get(associate.roleId) ?? null,
          csUser: associate.csUser?.id ?? null,
          disabled: printTime(associate.disabledAtMs),
        }));
        printRows(terminal, options.json ?? false, rows);
        if (users.length === 0) {
          terminal.note('There are no users. Add one with "ticketoffice user add NAME".');
        }
      });
    });
}

async function listAll(associates: AssociateStore): Promise<readonly Associate[]> {
  const users: Associate[] = [];
  for (;;) {
    const page = await associates.list(users.at(-1)?.id ?? 0, PAGE_USERS);
    users.push(...page);
    if (page.length < PAGE_USERS) return users;
  }
}
