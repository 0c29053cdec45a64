/** The journal of requests in the control API. */
import * as z from 'zod';
import type { JournalEntry, JournalFilter } from '../../journal/journal-entry.ts';
import { moment, oneOf, plainText, record } from '../../seed/seed-fields.ts';
import { numberText, wholeText } from './control-fields.ts';
import { type ControlRoute, controlRoute } from './control-route.ts';

const TEXT_CHARACTERS_MAX = 1000;
const COUNT_MAX = 1000;
const WAIT_SECONDS_MAX = 60;

const outcomes = ['succeeded', 'refused', 'failed', 'fault'] as const;
const protocols = ['soap', 'rest', 'oauth2', 'page'] as const;
const text = plainText(TEXT_CHARACTERS_MAX).exactOptional();
const path = '/requests';

/** All conditions must hold. */
const conditions = {
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
const { outcome: _any, ...conditionsOfRefused } = conditions;

const fields = z.array(z.tuple([z.string(), z.string()]));

const entry: z.ZodType<JournalEntry, JournalEntry> = z
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

const entries: z.ZodType<readonly JournalEntry[], readonly JournalEntry[]> = z.array(entry);

export const requestRoutes: readonly ControlRoute[] = [
  controlRoute({
    method: 'GET',
    path,
    summary: 'Lists the requests, the oldest first.',
    input: record(conditions),
    answer: entries,
    perform: async ({ requests }, given) => requests.list(filterOf(given)),
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
      requests.list({ ...filterOf(given), outcome: 'refused' }),
  }),
  controlRoute({
    method: 'POST',
    path: `${path}/count`,
    summary: 'Counts requests.',
    input: record(conditions),
    answer: z.object({ count: z.int() }),
    perform: async ({ requests }, given) => ({ count: await requests.count(filterOf(given)) }),
  }),
  controlRoute({
    method: 'GET',
    path: `${path}/wait`,
    summary: 'Answers when so many requests have come.',
    input: record({
      ...conditions,
      count: wholeText(1, COUNT_MAX).exactOptional().describe('By default 1.'),
      timeout: numberText(WAIT_SECONDS_MAX)
        .exactOptional()
        .describe('The longest wait in seconds. By default 5.'),
    }),
    answer: entries,
    perform: async ({ requests }, { count, timeout, ...given }, { gone: signal }) =>
      requests.waitFor(filterOf(given), {
        signal,
        ...(count !== undefined && { count }),
        ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
      }),
  }),
];

type Conditions = z.output<z.ZodObject<typeof conditions>>;

function filterOf({ since, ...others }: Conditions): JournalFilter {
  return { ...others, ...(since !== undefined && { sinceMs: since }) };
}
