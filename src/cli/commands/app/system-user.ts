/** `app system-user`: sets the user as whom an application works when nobody is logged in. */
import { type Command, Option } from 'commander';
import type { Application } from '../../../domain/applications/application.ts';
import type { Associate } from '../../../domain/users/associate.ts';
import { loginBarOf } from '../../../domain/users/may-log-in.ts';
import type { TenantRegistry, TenantServices } from '../../../tenant-services.ts';
import { CliError } from '../../cli-error.ts';
import { withRegistry } from '../../data-option.ts';
import { exitCodes } from '../../exit-codes.ts';
import { findApplication } from '../../find-application.ts';
import { findUser } from '../../find-user.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, findTenantServices, type TenantOptions } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { applicationArgumentHelp } from './application-record.ts';

interface SystemUserOptions extends TenantOptions {
  readonly user?: string;
  readonly remove?: boolean;
  readonly json?: boolean;
}

export function addAppSystemUserCommand(app: Command, terminal: Terminal): void {
  addTenantOptions(app.command('system-user'))
    .summary('let an application work as a user of its own, for OAuth 2.0')
    .description(
      'Sets the user as whom an application works at a tenant with the grant ' +
        'client_credentials. It replaces the previous one. A user can be the system user of one ' +
        'application only. With --remove the application has none. Tokens that were issued stay ' +
        'valid: "ticket revoke --user" ends them.',
    )
    .argument('<name>', applicationArgumentHelp)
    .option('--user <name>', 'name of the user')
    .addOption(new Option('--remove', 'remove the system user').conflicts('user'))
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice app system-user "Fjord Reports" --tenant Cust12345 --user robot',
    )
    .action(async (given: string, options: SystemUserOptions) => {
      const { tenant, user, remove = false } = options;
      if (user === undefined && !remove) {
        throw new CliError(exitCodes.usage, 'Give --user, or --remove.');
      }
      await withRegistry(options, async (registry) => {
        const services = await findTenantServices(registry, tenant);
        const application = await findApplication(registry, given);
        const associate = user === undefined ? null : await findUser(services, user);
        const notes = associate
          ? await setSystemUser(registry, services, application, associate)
          : await removeSystemUser(registry, services, application);
        const { contextIdentifier } = services.tenant;
        printRecord(terminal, options.json ?? false, {
          clientId: application.clientId,
          name: application.name,
          ...(contextIdentifier === '' ? {} : { tenant: contextIdentifier }),
          systemUser: associate?.name ?? null,
        });
        for (const note of notes) terminal.note(note);
      });
    });
}

/** Returns the reasons why the system user cannot work. */
async function setSystemUser(
  { applicationAdministration }: TenantRegistry,
  { tenant }: TenantServices,
  { id, name, tenantIds, disabledAtMs }: Application,
  associate: Associate,
): Promise<readonly string[]> {
  const operator = asOperator('administer-installation');
  await applicationAdministration.setSystemUser(operator, tenant, id, associate.id);
  const bar = loginBarOf(associate);
  const installed = tenantIds === 'all' || tenantIds.includes(tenant.id);
  return [
    ...(bar === null ? [] : [`${associate.name} is ${bar.replaceAll('-', ' ')}.`]),
    ...(disabledAtMs === null ? [] : [`${name} is disabled.`]),
    ...(installed ? [] : [`${tenant.contextIdentifier} does not have ${name}.`]),
  ].map((obstacle) => `${obstacle} Until that changes, it gets no tokens.`);
}

async function removeSystemUser(
  { applicationAdministration }: TenantRegistry,
  { tenant }: TenantServices,
  { id, name }: Application,
): Promise<readonly string[]> {
  const operator = asOperator('administer-installation');
  const removed = await applicationAdministration.removeSystemUser(operator, tenant, id);
  return removed ? [] : [`${name} had no system user. Nothing was changed.`];
}
