/** User groups in the console's API. */
import * as z from 'zod';

const groupRecord = z
  .object({
    id: z.int(),
    name: z.string(),
    tooltip: z.string(),
    isDeleted: z.boolean(),
    members: z.int(),
  })
  .meta({ id: 'Group' });
export type GroupRecord = z.infer<typeof groupRecord>;

export const groupRecords = z.array(groupRecord);
