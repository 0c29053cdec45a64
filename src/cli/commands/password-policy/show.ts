/** `password-policy show`: shows the policy in force. */
import type { Command } from 'commander';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { policyRecord } from './policy-record.ts';

export function addPasswordPolicyShowCommand(policy: Command, terminal: Terminal): void {
  addTenantOptions(policy.command('show'))
    .summary('show what new passwords need')
    .description('Shows the policy in force, and whether it is the default policy.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice password-policy show')
    .action(async (options: TenantOptions & { json?: boolean }) => {
      await withTenantServices(options, async (services) => {
        printRecord(terminal, options.json ?? false, await policyRecord(services));
      });
    });
}
