/** `consent show`: shows a consent with its system token. */
import type { Command } from 'commander';
import { withRegistry } from '../../data-option.ts';
import { findApplication } from '../../find-application.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, findTenantServices, type TenantOptions } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { applicationArgumentHelp } from '../app/application-record.ts';
import { recordOfConsent } from './consent-record.ts';

export function addConsentShowCommand(consent: Command, terminal: Terminal): void {
  addTenantOptions(consent.command('show'))
    .summary('show a consent and its system token')
    .description(
      'Shows whether a tenant has consented to an application, and the system token if it may ' +
        'work there without a person. The audit trail records that the token was shown.',
    )
    .argument('<name>', applicationArgumentHelp)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice consent show "Fjord Reports" --tenant Cust12345',
    )
    .action(async (given: string, options: TenantOptions & { readonly json?: boolean }) => {
      await withRegistry(options, async (registry) => {
        const { consents, stores } = await findTenantServices(registry, options.tenant);
        const application = await findApplication(registry, given);
        const consent = await stores.consents.find(application.id);
        const operator = asOperator('administer-consents');
        const systemToken = await consents.showSystemToken(operator, application);
        const record = recordOfConsent(application, consent);
        printRecord(terminal, options.json ?? false, { ...record, systemToken });
        if (systemToken === null && !application.serverToServer) {
          const advice = 'See "ticketoffice app set NAME --server-to-server".';
          terminal.note(`${application.name} may not work without a person. ${advice}`);
        }
      });
    });
}
