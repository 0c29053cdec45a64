/** `audit tail`: prints the last events, and new ones as they happen. */
import { setTimeout as rest } from 'node:timers/promises';
import type { Command } from 'commander';
import type { AuditFilter, StoredAuditEvent } from '../../../domain/audit/audit.ts';
import type { TenantRegistry } from '../../../tenant-services.ts';
import { withRegistry } from '../../data-option.ts';
import { wholeNumberFrom } from '../../option-values.ts';
import { stopSignal } from '../../stop-signal.ts';
import { printJsonLine, type Terminal } from '../../terminal.ts';
import { lineOfEvent, recordOfEvent } from './event-record.ts';
import { addFilterOptions, type FilterOptions, filterOf } from './filter-options.ts';

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 10_000;
const LOOK_EVERY_MS = 500;
const PAGE_EVENTS = 1000;
/** Events of concurrent nodes can become visible in a different order than their ids. */
const LOOK_BACK = 200;

interface TailOptions extends FilterOptions {
  readonly follow?: boolean;
  readonly limit: number;
  readonly json?: boolean;
}

export function addAuditTailCommand(audit: Command, terminal: Terminal): void {
  addFilterOptions(audit.command('tail'))
    .summary('print the last events')
    .description(
      'Prints the last events of the audit trail, the newest last. Frequent events, such as ' +
        'issuing access tokens, are counted and recorded once a minute.',
    )
    .option('--follow', 'print new events until SIGINT or SIGTERM')
    .option('--limit <number>', 'how many at most', wholeNumberFrom(0, LIMIT_MAX), LIMIT_DEFAULT)
    .option('--json', 'print JSON, one object on each line')
    .addHelpText('after', '\nExample:\n  $ ticketoffice audit tail --follow --outcome refused')
    .action(async (options: TailOptions) => {
      const { follow = false, json = false, limit } = options;
      const stop = follow ? stopSignal() : null;
      const print = (event: StoredAuditEvent) => {
        if (json) printJsonLine(terminal, recordOfEvent(event));
        else terminal.print(lineOfEvent(event));
      };
      await withRegistry(options, async (registry) => {
        const filter = filterOf(registry, options);
        const { audit: events } = registry.stores;
        const [newest] = await events.listLatest({}, 1);
        const last = limit === 0 ? [] : await events.listLatest(filter, limit);
        for (const event of last.toReversed()) print(event);
        const startId = Math.max(newest?.id ?? 0, last[0]?.id ?? 0);
        if (stop !== null) await followTrail(registry, filter, startId, stop, print);
      });
    });
}

async function followTrail(
  { stores }: TenantRegistry,
  filter: AuditFilter,
  startId: number,
  stop: Promise<void>,
  print: (event: StoredAuditEvent) => void,
): Promise<void> {
  const stopped = new AbortController();
  void stop.then(() => stopped.abort());
  let lastId = startId;
  let printed = new Set<number>();
  const before = await stores.audit.listAfter(filter, startId - LOOK_BACK, LOOK_BACK);
  for (const { id } of before) printed.add(id);
  while (!stopped.signal.aborted) {
    const page = await stores.audit.listAfter(filter, lastId - LOOK_BACK, PAGE_EVENTS);
    for (const event of page.filter(({ id }) => !printed.has(id))) print(event);
    printed = new Set(page.map(({ id }) => id));
    lastId = Math.max(lastId, page.at(-1)?.id ?? 0);
    if (page.length === PAGE_EVENTS) continue;
    await rest(LOOK_EVERY_MS, undefined, { signal: stopped.signal }).catch(() => {});
  }
}
