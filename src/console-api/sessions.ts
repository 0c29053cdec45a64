/** Sessions as a tree: tickets, what was derived from them through access tokens, CS sessions. */
import * as z from 'zod';
import { instant, wholeText } from '../json-api/api-fields.ts';
import { idNumber, plainText, record } from '../seed/seed-fields.ts';
import { tenant } from './tenant-field.ts';

const NAME_CHARACTERS_MAX = 254;
const TICKETS_MAX = 1000;
const ID_CHARACTERS_MAX = 64;

export const sessionsQuery = record({
  tenant,
  user: plainText(NAME_CHARACTERS_MAX).exactOptional().describe('The name of a user.'),
  limit: wholeText(1, TICKETS_MAX)
    .exactOptional()
    .describe('The most tickets, last used first. By default 200.'),
});

const csSession = z
  .object({
    loginId: z.int(),
    userId: z.int(),
    user: z.string().nullable(),
    csUserId: z.int(),
    origin: z.enum(['soap', 'api']),
    address: z.string(),
    startedAt: instant,
    lastUsedAt: instant,
    expiresAt: instant,
  })
  .meta({ id: 'CsSession' });

const ticketSession = z
  .object({
    id: z.string(),
    depth: z.int().describe('0 for a root. One more for each ticket above it.'),
    userId: z.int(),
    user: z.string().nullable().describe('Null if the user was removed at this moment.'),
    startedAt: instant,
    lastUsedAt: instant.describe('Accurate to a minute.'),
    expiresAt: instant,
    address: z.string(),
    userAgent: z.string().nullable(),
    parentId: z.string().nullable(),
    accessTokenId: z
      .string()
      .nullable()
      .describe('The access token that the ticket was derived through.'),
    csSessions: z.array(csSession).describe('Those that end with the ticket.'),
  })
  .meta({ id: 'TicketSession' });
export type TicketSession = z.infer<typeof ticketSession>;
export type CsSessionRecord = z.infer<typeof csSession>;

export const sessions = z
  .object({
    tenant: z.string(),
    tickets: z
      .array(ticketSession)
      .describe('A tree, depth first: the tickets derived from a ticket follow it.'),
    isComplete: z.boolean().describe('Whether there are no more than the limit.'),
    scope: z.string().describe('Which nodes the sessions are of.'),
  })
  .meta({ id: 'Sessions' });
export type Sessions = z.infer<typeof sessions>;

const id = plainText(ID_CHARACTERS_MAX);

export const ticketToEnd = record({ tenant, ticketId: id });
export const csSessionToEnd = record({ tenant, loginId: idNumber() });

export const ended = z
  .object({ ended: z.int().describe('How many sessions have ended.') })
  .meta({ id: 'Ended' });
export type Ended = z.infer<typeof ended>;
