/** Tenants in the console's API. */
import * as z from 'zod';
import { instant } from '../json-api/api-fields.ts';

const tenantRecord = z
  .object({
    contextIdentifier: z.string().describe('Empty on-site.'),
    companyName: z.string(),
    createdAt: instant,
    suspendedAt: instant.nullable(),
  })
  .meta({ id: 'Tenant' });
export type TenantRecord = z.infer<typeof tenantRecord>;

export const tenantRecords = z.array(tenantRecord);
