/** `app revoke`: takes rights from an application. */
import type { Command } from 'commander';
import type { Application } from '../../../domain/applications/application.ts';
import { CliError } from '../../cli-error.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { exitCodes } from '../../exit-codes.ts';
import { findApplication } from '../../find-application.ts';
import type { Terminal } from '../../terminal.ts';
import { applicationArgumentHelp } from './application-record.ts';
import { changeRights, differenceOf, type Rights } from './change-application.ts';
import {
  addRightsOptions,
  idsOfTenants,
  type RightsOptions,
  requireRights,
} from './rights-options.ts';

interface AppRevokeOptions extends RightsOptions, DataOptions {
  readonly json?: boolean;
}

export function addAppRevokeCommand(app: Command, terminal: Terminal): void {
  const command = addDataOption(app.command('revoke'))
    .summary('take agents or tenants from an application')
    .description(
      'Takes restricted agents or tenants from an application. Access tokens that were issued ' +
        'on its behalf at these tenants become invalid. An application for all tenants cannot ' +
        'lose a single one: name the tenants that keep it with "app grant --only". Revoking all ' +
        'tenants leaves none.',
    )
    .argument('<name>', applicationArgumentHelp);
  addRightsOptions(command)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice app revoke "Fjord Reports" --tenants Cust12345',
    )
    .action(async (name: string, options: AppRevokeOptions) => {
      requireRights(options);
      const { agents = [], tenants, json = false } = options;
      await withRegistry(options, async (registry) => {
        const application = await findApplication(registry, name);
        const tenantIds = tenants === undefined ? [] : await idsOfTenants(registry, tenants);
        const rights = narrow(application, { agents, tenantIds });
        await changeRights(registry, terminal, json, application, rights);
      });
    });
}

/** @throws CliError `conflict` when single tenants cannot be taken, because it has all. */
function narrow({ name, agents, tenantIds }: Application, fewer: Rights): Rights {
  const left = differenceOf(agents, fewer.agents);
  if (fewer.tenantIds === 'all') return { agents: left, tenantIds: [] };
  if (tenantIds !== 'all') {
    return { agents: left, tenantIds: differenceOf(tenantIds, fewer.tenantIds) };
  }
  if (fewer.tenantIds.length === 0) return { agents: left, tenantIds };
  const command = `ticketoffice app grant NAME --tenants TENANT,TENANT --only`;
  throw new CliError(
    exitCodes.conflict,
    `All tenants have ${name}, those to come included, so that one cannot be taken from it. ` +
      `Name those that keep it: "${command}". Nothing was changed.`,
  );
}
