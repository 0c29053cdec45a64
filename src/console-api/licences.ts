/** Licences in the console's API. */
import * as z from 'zod';
import { instant } from '../json-api/api-fields.ts';

const licenceRecord = z
  .object({
    id: z.int(),
    owner: z.string(),
    ownerExpiresAt: instant.nullable(),
    name: z.string(),
    description: z.string(),
    version: z.string(),
    kind: z.enum(['site', 'satellite', 'user']),
    seats: z.int().nullable().describe('Null if the number is unlimited.'),
    inUse: z.int(),
    isHidden: z.boolean(),
  })
  .meta({ id: 'Licence' });
export type LicenceRecord = z.infer<typeof licenceRecord>;

export const licenceRecords = z.array(licenceRecord);
