/** Tickets and access tokens without passwords, in the control API. */
import * as z from 'zod';
import { tenant } from '../../json-api/api-fields.ts';
import { plainName, plainText, record, truth } from '../../seed/seed-fields.ts';
import { type ControlRoute, controlRoute } from './control-route.ts';

const TICKET_CHARACTERS_MAX = 1000;

const user = plainName().describe('The name of the user.');

export const credentialRoutes: readonly ControlRoute[] = [
  controlRoute({
    method: 'POST',
    path: '/tickets',
    summary: 'Starts a session of a user without a password.',
    input: record({ user, tenant }),
    answer: z.object({ ticket: z.string().describe('A 7T: ticket.') }),
    creates: true,
    perform: async (server, input) => ({ ticket: await server.issueTicket(input) }),
  }),
  controlRoute({
    method: 'POST',
    path: '/tickets/expire',
    summary: 'Ends a ticket as if its time were over.',
    input: record({ ticket: plainText(TICKET_CHARACTERS_MAX) }),
    perform: async (server, { ticket }) => server.expireTicket(ticket),
  }),
  controlRoute({
    method: 'POST',
    path: '/access-tokens',
    summary: 'Issues an access token for a user without a password.',
    input: record({
      user,
      tenant,
      application: plainName().exactOptional().describe('The application; needed Online.'),
      csSession: truth().exactOptional().describe('Whether to start a CS session for the token.'),
    }),
    answer: z.object({ accessToken: z.string().describe('An 8A: access token.') }),
    creates: true,
    perform: async (server, input) => ({ accessToken: await server.issueAccessToken(input) }),
  }),
];
