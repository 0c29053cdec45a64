/** The journal of requests in the control API. */
import * as z from 'zod';
import type { JournalEntry } from '../../journal/journal-entry.ts';
import { numberText, wholeText } from '../../json-api/api-fields.ts';
import { journalConditions, journalEntry, journalFilterOf } from '../../json-api/journal-fields.ts';
import { record } from '../../seed/seed-fields.ts';
import { type ControlRoute, controlRoute } from './control-route.ts';

const COUNT_MAX = 1000;
const WAIT_SECONDS_MAX = 60;

const path = '/requests';
const { outcome: _any, ...conditionsOfRefused } = journalConditions;

const entries: z.ZodType<readonly JournalEntry[], readonly JournalEntry[]> = z.array(journalEntry);

export const requestRoutes: readonly ControlRoute[] = [
  controlRoute({
    method: 'GET',
    path,
    summary: 'Lists the requests, the oldest first.',
    input: record(journalConditions),
    answer: entries,
    perform: async ({ requests }, given) => requests.list(journalFilterOf(given)),
  }),
  controlRoute({
    method: 'DELETE',
    path,
    summary: 'Forgets all requests.',
    perform: async ({ requests }) => requests.clear(),
  }),
  controlRoute({
    method: 'GET',
    path: `${path}/refused`,
    summary: 'Lists the refused requests, and says why, with the nearest valid form.',
    input: record(conditionsOfRefused),
    answer: entries,
    perform: async ({ requests }, given) =>
      requests.list({ ...journalFilterOf(given), outcome: 'refused' }),
  }),
  controlRoute({
    method: 'POST',
    path: `${path}/count`,
    summary: 'Counts requests.',
    input: record(journalConditions),
    answer: z.object({ count: z.int() }),
    perform: async ({ requests }, given) => ({
      count: await requests.count(journalFilterOf(given)),
    }),
  }),
  controlRoute({
    method: 'GET',
    path: `${path}/wait`,
    summary: 'Answers when so many requests have come.',
    input: record({
      ...journalConditions,
      count: wholeText(1, COUNT_MAX).exactOptional().describe('By default 1.'),
      timeout: numberText(WAIT_SECONDS_MAX)
        .exactOptional()
        .describe('The longest wait in seconds. By default 5.'),
    }),
    answer: entries,
    perform: async ({ requests }, { count, timeout, ...given }, { gone: signal }) =>
      requests.waitFor(journalFilterOf(given), {
        signal,
        ...(count !== undefined && { count }),
        ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
      }),
  }),
];
