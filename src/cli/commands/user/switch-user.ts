/** `user disable` and `user enable`. */
import type { Command } from 'commander';
import { countLiveTickets, findUser } from '../../find-user.ts';
import { asOperator } from '../../operator-name.ts';
import { addSwitchCommand, type Switched } from '../../switch-command.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import type { Terminal } from '../../terminal.ts';

const argument = ['name', 'user name'] as const;

export function addUserSwitchCommands(user: Command, terminal: Terminal): void {
  const disabling = {
    summary: 'disable a user, and end tickets and access tokens',
    description:
      'Disables a user: no login succeeds, and tickets and access tokens of the user end at once. ' +
      'Enabling the user again does not bring them back. Disabling twice changes nothing.',
    argument,
    example: 'user disable anna',
    changed: 'is disabled: tickets and access tokens have ended.',
    unchanged: 'was disabled already.',
  };
  const enabling = {
    summary: 'enable a disabled user again',
    description:
      'Lets a disabled user log in again, with the same password. Tickets and access tokens from ' +
      'before stay ended. Enabling twice changes nothing.',
    argument,
    example: 'user enable anna',
    changed: 'is enabled and has to log in anew.',
    unchanged: 'was enabled already.',
  };
  addSwitchCommand(addTenantOptions(user.command('disable')), terminal, disabling, disableUser);
  addSwitchCommand(addTenantOptions(user.command('enable')), terminal, enabling, enableUser);
}

function disableUser(options: TenantOptions, given: string): Promise<Switched> {
  return withTenantServices({ ...options, mayUseReserve: true }, async (services) => {
    const { id, name, disabledAtMs } = await findUser(services, given);
    const ticketsEnded = await countLiveTickets(services, id);
    await services.users.disable(asOperator('administer-users'), id);
    return { name, wasSoBefore: disabledAtMs !== null, record: { user: name, ticketsEnded } };
  });
}

function enableUser(options: TenantOptions, given: string): Promise<Switched> {
  return withTenantServices(options, async (services) => {
    const { id, name, disabledAtMs } = await findUser(services, given);
    await services.users.enable(asOperator('administer-users'), id);
    return { name, wasSoBefore: disabledAtMs === null, record: { user: name } };
  });
}
