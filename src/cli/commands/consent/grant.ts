/** `consent grant`: consents to an application for a tenant. */
import type { Command } from 'commander';
import { withRegistry } from '../../data-option.ts';
import { findApplication } from '../../find-application.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, findTenantServices, type TenantOptions } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { applicationArgumentHelp } from '../app/application-record.ts';
import { recordOfConsent } from './consent-record.ts';

export function addConsentGrantCommand(consent: Command, terminal: Terminal): void {
  addTenantOptions(consent.command('grant'))
    .summary('consent to an application for a tenant')
    .description(
      'Consents to everything that the application is allowed now. Its system token stays the ' +
        'same until the consent is revoked; then it gets a new one.',
    )
    .argument('<name>', applicationArgumentHelp)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice consent grant "Fjord Reports" --tenant Cust12345',
    )
    .action(async (given: string, options: TenantOptions & { readonly json?: boolean }) => {
      await withRegistry(options, async (registry) => {
        const { consents, stores } = await findTenantServices(registry, options.tenant);
        const application = await findApplication(registry, given);
        const isNew = await consents.give(asOperator('administer-consents'), application);
        const stored = await stores.consents.find(application.id);
        printRecord(terminal, options.json ?? false, recordOfConsent(application, stored));
        if (!isNew) terminal.note('The tenant had consented already. Nothing was changed.');
      });
    });
}
