/** The form of journal entries, and the conditions that select them, in JSON APIs. */
import * as z from 'zod';
import type { JournalEntry, JournalFilter } from '../journal/journal-entry.ts';
import { moment, oneOf, plainText } from '../seed/seed-fields.ts';
import { wholeText } from './api-fields.ts';

const TEXT_CHARACTERS_MAX = 1000;

const outcomes = ['succeeded', 'refused', 'failed', 'fault'] as const;
const protocols = ['soap', 'rest', 'oauth2', 'login', 'page'] as const;
const text = plainText(TEXT_CHARACTERS_MAX).exactOptional();

/** All conditions must hold. */
export const journalConditions = {
  operation: text.describe('Such as User/GetAccessToken, or GetAccessToken.'),
  outcome: oneOf(outcomes).exactOptional(),
  reason: text.describe('The reason of a refusal.'),
  user: text,
  application: text,
  tenant: text.describe('The context identifier.'),
  protocol: oneOf(protocols).exactOptional(),
  fromNumber: wholeText(1, Number.MAX_SAFE_INTEGER)
    .exactOptional()
    .describe('Entries from this number on.'),
  since: moment().exactOptional().describe("Entries from this time on, by the server's clock."),
};

const fields = z.array(z.tuple([z.string(), z.string()]));

export const journalEntry: z.ZodType<JournalEntry, JournalEntry> = z
  .object({
    number: z.int().describe('Counts up from 1.'),
    requestId: z.string(),
    atMs: z.number().describe('When it arrived: milliseconds since 1970-01-01T00:00Z.'),
    durationMs: z.number(),
    protocol: z.enum(protocols),
    method: z.string(),
    path: z.string().describe('Without the query.'),
    status: z.int().describe('0 if there was no answer.'),
    operation: z.string().nullable(),
    outcome: z.enum(outcomes),
    tenant: z.string().nullable(),
    user: z.string().nullable(),
    application: z.string().nullable(),
    address: z.string(),
    userAgent: z.string().nullable(),
    refusal: z
      .object({ reason: z.string(), text: z.string(), nearest: z.string().nullable() })
      .nullable()
      .describe('Why it was refused, and the nearest valid form of what was sent.'),
    faultId: z.string().nullable(),
    messages: z
      .object({
        requestQuery: z.string(),
        requestHead: fields,
        requestBody: z.string(),
        answerHead: fields,
        answerBody: z.string(),
      })
      .nullable()
      .describe('Secrets are replaced by numbered names.'),
  })
  .meta({ id: 'JournalEntry' });

type JournalConditions = z.output<z.ZodObject<typeof journalConditions>>;

export function journalFilterOf({ since, ...others }: JournalConditions): JournalFilter {
  return { ...others, ...(since !== undefined && { sinceMs: since }) };
}
