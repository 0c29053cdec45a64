/** `user retire` and `user unretire`. */
import type { Command } from 'commander';
import { countLiveTickets, findUser } from '../../find-user.ts';
import { asOperator } from '../../operator-name.ts';
import { addSwitchCommand, type Switched } from '../../switch-command.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import type { Terminal } from '../../terminal.ts';
import { licenceNamesOf } from './user-record.ts';

const argument = ['name', 'user name'] as const;

export function addUserRetireCommands(user: Command, terminal: Terminal): void {
  const retiring = {
    summary: 'make a user a former employee',
    description:
      'Retires a user: removes all licences, ends tickets and access tokens at once, and marks ' +
      'the person as having left. No login succeeds. The user keeps its id and its name. "user ' +
      'unretire" does not give the licences back. Retiring twice changes nothing.',
    argument,
    example: 'user retire anna',
    changed: 'is retired: licences are removed, tickets and access tokens have ended.',
    unchanged: 'was retired already.',
  };
  const returning = {
    summary: 'make a retired user a user again',
    description:
      'Lets a retired user log in again, with the same password. The licences do not come ' +
      'back. Doing it twice changes nothing.',
    argument,
    example: 'user unretire anna',
    changed: 'can log in again. Assign licences with "user set --licences".',
    unchanged: 'was not retired.',
  };
  addSwitchCommand(addTenantOptions(user.command('retire')), terminal, retiring, retireUser);
  addSwitchCommand(addTenantOptions(user.command('unretire')), terminal, returning, returnUser);
}

function retireUser(options: TenantOptions, given: string): Promise<Switched> {
  return withTenantServices(options, async (services) => {
    const { id, name, retiredAtMs } = await findUser(services, given);
    const ticketsEnded = await countLiveTickets(services, id);
    const licencesTaken = await licenceNamesOf(services, id);
    await services.users.setRetired(asOperator('administer-users'), id, true);
    const record = { user: name, ticketsEnded, licencesTaken };
    return { name, wasSoBefore: retiredAtMs !== null, record };
  });
}

function returnUser(options: TenantOptions, given: string): Promise<Switched> {
  return withTenantServices(options, async (services) => {
    const { id, name, retiredAtMs } = await findUser(services, given);
    await services.users.setRetired(asOperator('administer-users'), id, false);
    return { name, wasSoBefore: retiredAtMs === null, record: { user: name } };
  });
}
