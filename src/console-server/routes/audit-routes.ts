/** The audit trail: pages, and its export as JSON lines. */
import { Readable } from 'node:stream';
import type * as z from 'zod';
import { auditExportQuery, auditPage, auditQuery, auditRecord } from '../../console-api/audit.ts';
import type { AuditFilter, AuditStore, StoredAuditEvent } from '../../domain/audit/audit.ts';
import { auditRecordOf } from '../audit-records.ts';
import { authorised, type ConsoleRoute, consoleRoute } from '../console-call.ts';
import { scopeOfRecords } from '../scope-texts.ts';

const path = '/audit';
const EVENTS_DEFAULT = 100;
const PAGE_EVENTS = 1000;

export const auditRoutes: readonly ConsoleRoute[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'Lists events of the audit trail, the newest first.',
    input: auditQuery,
    answer: auditPage,
    perform: async (call, { since, until, before, limit = EVENTS_DEFAULT, ...filter }) => {
      authorised(call, 'read-installation');
      const { audit } = call.parts.backend().registry.stores;
      const window = {
        ...(since !== undefined && { sinceMs: since }),
        ...(until !== undefined && { untilMs: until }),
        ...(before !== undefined && { beforeId: before }),
      };
      const found = await audit.listLatest(filter, limit + 1, window);
      const events = found.slice(0, limit).map(auditRecordOf);
      const next = found.length > limit ? (events.at(-1)?.id ?? null) : null;
      return { events, next, scope: scopeOfRecords(call.parts) };
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/export`,
    summary: 'Sends events as JSON lines, in the order of time.',
    input: auditExportQuery,
    answer: auditRecord,
    streams: 'application/x-ndjson',
    perform: async (call, query) => {
      authorised(call, 'read-installation');
      call.setHeader('Content-Disposition', 'attachment; filename="audit.jsonl"');
      const { audit } = call.parts.backend().registry.stores;
      return Readable.from(linesOf(audit, query));
    },
  }),
];

type ExportQuery = z.output<typeof auditExportQuery>;

async function* linesOf(audit: AuditStore, { since, until, ...filter }: ExportQuery) {
  const range = { sinceMs: since ?? 0, untilMs: until ?? Number.MAX_SAFE_INTEGER };
  let after: StoredAuditEvent | null = null;
  for (;;) {
    const page = await pageOf(audit, filter, { ...range, after });
    if (page.length > 0) yield page.map(lineOf).join('');
    after = page.at(-1) ?? null;
    if (page.length < PAGE_EVENTS) return;
  }
}

function pageOf(
  audit: AuditStore,
  filter: AuditFilter,
  range: Parameters<AuditStore['listRange']>[1],
) {
  return audit.listRange(filter, range, PAGE_EVENTS);
}

function lineOf(event: StoredAuditEvent): string {
  return `${JSON.stringify(auditRecordOf(event))}\n`;
}
