/** `audit export`: prints events as JSON lines, for other systems to store or search. */
import type { Command } from 'commander';
import type { StoredAuditEvent } from '../../../domain/audit/audit.ts';
import { withRegistry } from '../../data-option.ts';
import { parseMoment } from '../../option-values.ts';
import { printJsonLine, type Terminal } from '../../terminal.ts';
import { recordOfEvent } from './event-record.ts';
import { addFilterOptions, type FilterOptions, filterOf } from './filter-options.ts';

const PAGE_EVENTS = 1000;

interface ExportOptions extends FilterOptions {
  readonly since?: number;
  readonly until?: number;
}

export function addAuditExportCommand(audit: Command, terminal: Terminal): void {
  addFilterOptions(audit.command('export'))
    .summary('print events as JSON lines')
    .description(
      'Prints the events of the audit trail in the order of time, each as a JSON object on a line of ' +
        'its own. Times without an offset are in UTC.',
    )
    .option('--since <time>', 'only what happened at this time or later', parseMoment)
    .option('--until <time>', 'only what happened before this time', parseMoment)
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice audit export --since 2026-03-01 --until 2026-04-01 > march.jsonl',
    )
    .action(async (options: ExportOptions) => {
      const { since = 0, until = Number.MAX_SAFE_INTEGER } = options;
      await withRegistry(options, async (registry) => {
        const filter = filterOf(registry, options);
        let after: StoredAuditEvent | null = null;
        for (;;) {
          const range = { sinceMs: since, untilMs: until, after };
          const page = await registry.stores.audit.listRange(filter, range, PAGE_EVENTS);
          for (const event of page) printJsonLine(terminal, recordOfEvent(event));
          after = page.at(-1) ?? null;
          if (page.length < PAGE_EVENTS) return;
        }
      });
    });
}
