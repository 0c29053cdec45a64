/** Roles with their functional rights and data rights, in the console's API. */
import * as z from 'zod';

/** What a user may do with records of a table, by the relation to their owner. */
export const dataRights = z
  .object({
    relations: z
      .array(z.object({ name: z.string(), displayName: z.string() }))
      .describe('The columns.'),
    tables: z.array(
      z.object({
        name: z.string(),
        displayName: z.string(),
        rights: z
          .array(z.enum(['', 'R', 'CR', 'CRU', 'CRUD']))
          .describe('One for each relation: create, read, update, delete.'),
      }),
    ),
  })
  .meta({ id: 'DataRights' });
export type DataRights = z.infer<typeof dataRights>;

const roleRecord = z
  .object({
    id: z.int(),
    name: z.string(),
    tooltip: z.string(),
    type: z.string(),
    isDeleted: z.boolean(),
    users: z.int(),
    functionalRights: z.array(z.string()),
    dataRights,
  })
  .meta({ id: 'Role' });
export type RoleRecord = z.infer<typeof roleRecord>;

export const roleRecords = z.array(roleRecord);
