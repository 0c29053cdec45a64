/** How a change is told to the audit trail, by those who know who makes it. */
import type { AuditEntry } from '../audit.ts';

/** Resolves when it is durable. */
export type RecordChange = (change: Omit<AuditEntry, 'outcome'>) => Promise<void>;
