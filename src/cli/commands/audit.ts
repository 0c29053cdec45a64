/** `audit`: prints the audit trail. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addAuditExportCommand } from './audit/export.ts';
import { addAuditTailCommand } from './audit/tail.ts';

export function addAuditCommand(program: Command, terminal: Terminal): void {
  const audit = program
    .command('audit')
    .summary('read the audit trail')
    .description(
      'The audit trail: successful and refused logins, tokens issued and revoked, and changes ' +
        'made by commands. Events can be read, but not changed.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice audit tail --follow');
  addAuditTailCommand(audit, terminal);
  addAuditExportCommand(audit, terminal);
}
