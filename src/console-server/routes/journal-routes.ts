/** The journal: lists and live entries. */

import * as z from 'zod';
import { journalEntries, journalQuery, journalStreamQuery } from '../../console-api/journal.ts';
import { DomainError } from '../../domain/errors.ts';
import { wholeText } from '../../json-api/api-fields.ts';
import { journalEntry, journalFilterOf } from '../../json-api/journal-fields.ts';
import { readInput } from '../../json-api/read-input.ts';
import { type ConsoleRoute, consoleRoute } from '../console-call.ts';

const path = '/journal';

export const journalRoutes: readonly ConsoleRoute[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'Lists the latest requests, the oldest first.',
    input: journalQuery,
    answer: journalEntries,
    perform: async ({ parts }, { limit = Number.POSITIVE_INFINITY, ...conditions }) =>
      (await parts.journal.list(journalFilterOf(conditions))).slice(-limit),
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/stream`,
    summary: 'Sends requests as they are answered, as server-sent events: entry, lost and reset.',
    input: journalStreamQuery,
    answer: z.string(),
    streams: 'text/event-stream',
    perform: async ({ door, streams, secret, caller, lastEventId }, conditions) =>
      streams.open({
        filter: journalFilterOf(conditions),
        lastEventId,
        isAllowed: async () => (await door.find(secret, caller, false)) !== null,
      }),
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/{number}`,
    summary: 'Returns one request.',
    answer: journalEntry,
    perform: async ({ parts }, _input, { key }) => {
      const number = Number(readInput(wholeText(1, Number.MAX_SAFE_INTEGER), key));
      const [entry] = await parts.journal.list({ fromNumber: number });
      if (entry?.number === number) return entry;
      const message = `The journal has no entry ${number}, or no longer.`;
      throw new DomainError('not-found', message);
    },
  }),
];
