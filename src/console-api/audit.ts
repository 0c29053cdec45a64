/** The audit trail in the console's API. */
import * as z from 'zod';
import { auditActions, auditOutcomes } from '../domain/audit/audit.ts';
import { idText, instant, wholeText } from '../json-api/api-fields.ts';
import { moment, oneOf, plainText, record } from '../seed/seed-fields.ts';
import { tenant } from './tenant-field.ts';

const NAME_CHARACTERS_MAX = 254;
const EVENTS_MAX = 1000;

/** All conditions must hold. */
const conditions = {
  tenant: tenant.describe('The context identifier of a tenant. By default events of all.'),
  user: plainText(NAME_CHARACTERS_MAX).exactOptional(),
  outcome: oneOf(auditOutcomes).exactOptional(),
  action: oneOf(auditActions).exactOptional(),
  since: moment().exactOptional(),
  until: moment().exactOptional().describe('Exclusive.'),
};

export const auditQuery = record({
  ...conditions,
  before: idText().exactOptional().describe('Events with smaller ids.'),
  limit: wholeText(1, EVENTS_MAX).exactOptional().describe('By default 100.'),
});

export const auditExportQuery = record(conditions);

export const auditRecord = z
  .object({
    id: z.int(),
    at: instant,
    action: z.string(),
    outcome: z.enum(auditOutcomes),
    tenant: z.string().nullable().describe('Empty on-site.'),
    user: z.string().nullable(),
    application: z.string().nullable(),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    requestId: z.string().nullable(),
    operator: z.string().nullable(),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    count: z.int().describe('How often it happened within a minute.'),
  })
  .meta({ id: 'AuditEvent' });
export type AuditRecord = z.infer<typeof auditRecord>;

export const auditPage = z
  .object({
    events: z.array(auditRecord).describe('The newest first.'),
    next: z.int().nullable().describe('Pass it as before for the next page. Null at the end.'),
    scope: z.string().describe('Which nodes the events are of.'),
  })
  .meta({ id: 'AuditPage' });
export type AuditPage = z.infer<typeof auditPage>;
