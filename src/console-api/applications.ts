/** Applications in the console's API. */
import * as z from 'zod';
import { instant } from '../json-api/api-fields.ts';

export const applicationRecord = z
  .object({
    id: z.int(),
    clientId: z.string(),
    name: z.string(),
    agents: z.array(z.string()).describe('Restricted agents that it may use.'),
    tenants: z.array(z.string()).nullable().describe('Null if all tenants have installed it.'),
    createdAt: instant,
    disabledAt: instant.nullable(),
    tokensFrom: z.array(instant).describe('When its valid tokens were made, the newest first.'),
    publicKeyIds: z.array(z.string()),
  })
  .meta({ id: 'Application' });
export type ApplicationRecord = z.infer<typeof applicationRecord>;

export const applicationRecords = z.array(applicationRecord);
