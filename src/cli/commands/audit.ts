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
      'The audit trail: logins, refused ones too, tokens issued and revoked, and what was changed by ' +
        'commands. It can be read, and nothing in it can be changed.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice audit tail --follow');
  addAuditTailCommand(audit, terminal);
  addAuditExportCommand(audit, terminal);
}
