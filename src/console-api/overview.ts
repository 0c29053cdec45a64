/** The overview: what the server has done in the last hour, and how it is. */
import * as z from 'zod';
import { instant } from '../json-api/api-fields.ts';
import { keyRecord } from './keys.ts';

const milliseconds = z.number().nullable().describe('Milliseconds. Null without requests.');

const interval = z.object({
  from: instant,
  requests: z.int(),
  refused: z.int(),
  failed: z.int(),
  p50Ms: milliseconds,
  p99Ms: milliseconds,
});

const operation = z.object({
  operation: z.string().describe('Such as User/GetAccessToken. Empty if it was not known.'),
  requests: z.int(),
  refused: z.int(),
  failed: z.int(),
  p50Ms: milliseconds,
  p99Ms: milliseconds,
});

export const overview = z
  .object({
    now: instant,
    startedAt: instant,
    intervals: z.array(interval).describe('The last hour by minutes, the oldest first.'),
    operations: z.array(operation).describe('Of the last hour, the most frequent first.'),
    refusals: z
      .array(z.object({ reason: z.string(), count: z.int() }))
      .describe('Of the last hour, the most frequent first.'),
    sessions: z.object({ tickets: z.int().describe('Tickets that can be used.') }),
    database: z.object({ engine: z.string(), version: z.string(), isReady: z.boolean() }),
    keys: z.array(keyRecord),
    certificate: z
      .object({ subject: z.string(), endsAt: instant })
      .nullable()
      .describe('Null without TLS.'),
    journal: z.object({
      level: z.enum(['off', 'metadata', 'messages']),
      leftOut: z.int().describe('Requests that were left out because too many came at once.'),
      readers: z.int(),
    }),
    workers: z.int().describe('Processes that serve.'),
    scope: z.string().describe('Which processes and nodes the numbers are of.'),
  })
  .meta({ id: 'Overview' });
export type Overview = z.infer<typeof overview>;
