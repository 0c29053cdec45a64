/** An event of the audit trail as commands print it. */
import type { StoredAuditEvent } from '../../../domain/audit/audit.ts';
import { cell, printTime } from '../../terminal.ts';

export function recordOfEvent({ id, atMs, ...event }: StoredAuditEvent) {
  return { id, at: printTime(atMs), ...event };
}

/** On one line, without empty fields. */
export function lineOfEvent(event: StoredAuditEvent): string {
  const { tenant, user, application, address, operator, requestId, detail, count } = event;
  const told = {
    tenant: tenant || null,
    user,
    application,
    address,
    operator,
    requestId,
    ...detail,
    count: count === 1 ? null : count,
  };
  const pairs = Object.entries(told).filter(([, value]) => value !== null && value !== '');
  const words = pairs.map(([name, value]) => `${name}=${quoted(cell(value))}`);
  return [printTime(event.atMs), event.action, event.outcome, ...words].join('  ');
}

function quoted(text: string): string {
  return /[\s"=]/.test(text) ? JSON.stringify(text) : text;
}
