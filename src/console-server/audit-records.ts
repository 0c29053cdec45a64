/** Events of the audit trail as the console shows them. */
import type { AuditRecord } from '../console-api/audit.ts';
import type { StoredAuditEvent } from '../domain/audit/audit.ts';
import { instantOf } from './console-call.ts';

export function auditRecordOf({ atMs, detail, ...event }: StoredAuditEvent): AuditRecord {
  return { ...event, at: instantOf(atMs), detail: { ...detail } };
}
