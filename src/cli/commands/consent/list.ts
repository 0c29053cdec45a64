/** `consent list`: lists the consents of a tenant. */
import type { Command } from 'commander';
import { withRegistry } from '../../data-option.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, findTenantServices, type TenantOptions } from '../../tenant-option.ts';
import { printRows, type Terminal } from '../../terminal.ts';
import { recordOfConsent } from './consent-record.ts';

export function addConsentListCommand(consent: Command, terminal: Terminal): void {
  addTenantOptions(consent.command('list'))
    .summary('list the consents of a tenant')
    .description(
      'Lists the consents of a tenant, also revoked ones. A consent with the state ' +
        'needs-reapproval was given before the application was allowed more, and is not in force.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice consent list --tenant Cust12345')
    .action(async (options: TenantOptions & { readonly json?: boolean }) => {
      await withRegistry(options, async (registry) => {
        const { consents } = await findTenantServices(registry, options.tenant);
        const listed = await consents.list(asOperator('read-installation'));
        const applications = await registry.stores.applications.list();
        const rows = listed.flatMap((each) => {
          const application = applications.find(({ id }) => id === each.applicationId);
          return application ? [recordOfConsent(application, each)] : [];
        });
        printRows(terminal, options.json ?? false, rows);
        if (rows.length === 0) terminal.note('There are no consents.');
      });
    });
}
