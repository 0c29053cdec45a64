/** `app show`: prints everything about an application except its tokens. */
import type { Command } from 'commander';
import type { TenantRegistry } from '../../../tenant-services.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { findApplication } from '../../find-application.ts';
import { listTenants } from '../../find-tenant.ts';
import { printRecord, printTime, type Terminal } from '../../terminal.ts';
import { applicationArgumentHelp, recordOfApplication } from './application-record.ts';
import { recordOfKey } from './key/key-record.ts';

export function addAppShowCommand(app: Command, terminal: Terminal): void {
  addDataOption(app.command('show'))
    .summary('show an application')
    .description(
      'Shows an application with its public keys, redirect URIs, its system user at each tenant, and the ' +
        'times when its valid tokens were made, the newest first. The tokens themselves are not ' +
        'stored.',
    )
    .argument('<name>', applicationArgumentHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice app show "Fjord Reports"')
    .action(async (name: string, options: DataOptions & { json?: boolean }) => {
      const { json = false } = options;
      await withRegistry(options, async (registry) => {
        const application = await findApplication(registry, name);
        const times = await registry.stores.applications.listTokenTimes(application.id);
        const keys = application.publicKeys.map(recordOfKey);
        const systemUsers = await systemUsersOf(registry, application.id);
        printRecord(terminal, json, {
          ...(await recordOfApplication(registry, application)),
          tokensMade: times.map(printTime),
          redirectUris: application.redirectUris,
          native: application.native,
          serverToServer: application.serverToServer,
          keys: json ? keys : keys.map(({ kid, type }) => `${kid} (${type})`),
          systemUsers: json ? systemUsers : systemUsers.map(formatSystemUser),
        });
      });
    });
}

interface NamedSystemUser {
  /** Online only. */
  readonly tenant?: string;
  readonly user: string;
}

async function systemUsersOf(
  registry: TenantRegistry,
  applicationId: number,
): Promise<readonly NamedSystemUser[]> {
  const users: NamedSystemUser[] = [];
  for (const { id, contextIdentifier } of await listTenants(registry)) {
    const { systemUsers, associates } = registry.stores.ofTenant(id);
    const associateId = await systemUsers.find(applicationId);
    const associate = associateId === null ? null : await associates.find(associateId);
    const tenant = contextIdentifier === '' ? {} : { tenant: contextIdentifier };
    if (associate) users.push({ ...tenant, user: associate.name });
  }
  return users;
}

function formatSystemUser({ tenant, user }: NamedSystemUser): string {
  return tenant === undefined ? user : `${user} (${tenant})`;
}
