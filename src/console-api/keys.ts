/** The keys that seal and sign tokens, and the master key. Never the secrets. */
import * as z from 'zod';
import { instant } from '../json-api/api-fields.ts';

export const keyRecord = z
  .object({
    kind: z.enum(['token', 'signing', 'master']),
    id: z.string(),
    algorithm: z.string().nullable().describe('Of a signing key.'),
    state: z.enum(['coming', 'current', 'superseded', 'retired']),
    createdAt: instant.nullable().describe('Null for a master key.'),
    removedAt: instant.nullable().describe('When it is removed. Null if that is not decided.'),
  })
  .meta({ id: 'Key' });
export type KeyRecord = z.infer<typeof keyRecord>;

export const keyRecords = z.array(keyRecord);
