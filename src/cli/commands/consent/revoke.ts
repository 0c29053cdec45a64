/** `consent revoke`: takes back the consent of a tenant to an application. */
import type { Command } from 'commander';
import { confirm, yesFlag, yesHelp } from '../../confirm.ts';
import { withRegistry } from '../../data-option.ts';
import { findApplication } from '../../find-application.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, findTenantServices, type TenantOptions } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { applicationArgumentHelp } from '../app/application-record.ts';
import { recordOfConsent } from './consent-record.ts';

interface ConsentRevokeOptions extends TenantOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function addConsentRevokeCommand(consent: Command, terminal: Terminal): void {
  addTenantOptions(consent.command('revoke'))
    .summary("take back a tenant's consent to an application")
    .description(
      'Ends the consent with its system token, all refresh tokens of the application at the ' +
        'tenant with their sessions, and the sessions of its system user.',
    )
    .argument('<name>', applicationArgumentHelp)
    .option(yesFlag, yesHelp)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice consent revoke "Fjord Reports" --tenant Cust12345',
    )
    .action(async (given: string, options: ConsentRevokeOptions) => {
      await withRegistry(options, async (registry) => {
        const { consents, stores } = await findTenantServices(registry, options.tenant);
        const application = await findApplication(registry, given);
        const question = `Revoke the consent to ${application.name}? Its tokens end.`;
        await confirm(terminal, options.yes, question);
        const isRevoked = await consents.revoke(asOperator('administer-consents'), application);
        const stored = await stores.consents.find(application.id);
        printRecord(terminal, options.json ?? false, recordOfConsent(application, stored));
        if (!isRevoked) terminal.note('There was no consent in force. Nothing was changed.');
      });
    });
}
