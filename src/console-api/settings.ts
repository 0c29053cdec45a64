/** The settings of the server in the console's API. */
import * as z from 'zod';

export const settingRecord = z
  .object({
    name: z.string().describe('Such as publicUrl.'),
    value: z.string().nullable().describe('Null if there is none, or it is secret.'),
    isSecret: z.boolean(),
    isSet: z.boolean().describe('Whether it has a value.'),
    source: z
      .enum(['flag', 'environment', 'file', 'command', 'default'])
      .describe('command: the command, such as demo, has set it.'),
    sourceName: z.string().nullable().describe('The flag, the variable or the file.'),
    defaultValue: z.string().nullable(),
    description: z.string(),
  })
  .meta({ id: 'Setting' });
export type SettingRecord = z.infer<typeof settingRecord>;

export const settingRecords = z.array(settingRecord);
