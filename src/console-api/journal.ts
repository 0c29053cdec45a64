/** The journal of requests in the console's API. */
import * as z from 'zod';
import { wholeText } from '../json-api/api-fields.ts';
import { journalConditions, journalEntry } from '../json-api/journal-fields.ts';
import { record } from '../seed/seed-fields.ts';

const ENTRIES_MAX = 1000;

export const journalQuery = record({
  ...journalConditions,
  limit: wholeText(1, ENTRIES_MAX)
    .exactOptional()
    .describe(`The newest entries. By default ${ENTRIES_MAX}.`),
});

/**
 * The live stream has events `entry` (a JournalEntry), `lost` (`{ lost }`: how many entries a slow
 * reader has missed) and `reset` (the server has begun a new journal: forget the entries). The id
 * of an event continues the stream in `Last-Event-ID`.
 */
export const journalStreamQuery = record(journalConditions);

/** The oldest first. */
export const journalEntries = z.array(journalEntry);
