/** `app grant`: gives an application more rights. */
import type { Command } from 'commander';
import type { Application } from '../../../domain/applications/application.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { findApplication } from '../../find-application.ts';
import type { Terminal } from '../../terminal.ts';
import { applicationArgumentHelp } from './application-record.ts';
import { changeRights, type Rights, unionOf } from './change-application.ts';
import {
  addRightsOptions,
  idsOfTenants,
  type RightsOptions,
  requireRights,
} from './rights-options.ts';

interface AppGrantOptions extends RightsOptions, DataOptions {
  readonly only?: boolean;
  readonly json?: boolean;
}

export function addAppGrantCommand(app: Command, terminal: Terminal): void {
  const command = addDataOption(app.command('grant'))
    .summary('let an application use agents, or be used at tenants')
    .description(
      'Adds restricted agents that an application may use, and tenants that have the ' +
        'application. Granting it to all tenants includes future tenants, and replaces a list of ' +
        'tenants. With --only, the given agents or tenants replace the existing ones. This can ' +
        'also limit an application for all tenants to a few.',
    )
    .argument('<name>', applicationArgumentHelp);
  addRightsOptions(command)
    .option('--only', 'these and no others')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice app grant "Fjord Reports" --agents User --tenants Cust12345',
    )
    .action(async (name: string, options: AppGrantOptions) => {
      requireRights(options);
      const { agents, tenants, only = false, json = false } = options;
      await withRegistry(options, async (registry) => {
        const application = await findApplication(registry, name);
        const tenantIds = tenants === undefined ? tenants : await idsOfTenants(registry, tenants);
        const rights = only
          ? { agents: agents ?? application.agents, tenantIds: tenantIds ?? application.tenantIds }
          : widen(application, { agents: agents ?? [], tenantIds: tenantIds ?? [] });
        await changeRights(registry, terminal, json, application, rights);
        if (
          application.tenantIds === 'all' &&
          rights.tenantIds === 'all' &&
          tenants !== undefined
        ) {
          terminal.note(
            'All tenants have it, those to come included; --only names those that keep it.',
          );
        }
      });
    });
}

function widen({ agents, tenantIds }: Application, more: Rights): Rights {
  return {
    agents: unionOf(agents, more.agents),
    tenantIds:
      tenantIds === 'all' || more.tenantIds === 'all' ? 'all' : unionOf(tenantIds, more.tenantIds),
  };
}
