/** Signing in and out at the console, and who is signed in. */
import * as z from 'zod';
import { instant } from '../json-api/api-fields.ts';
import { plainText, record } from '../seed/seed-fields.ts';

const SECRET_CHARACTERS_MAX = 200;
const NAME_CHARACTERS_MAX = 239;
const PASSWORD_CHARACTERS_MAX = 1000;

export const consoleSession = z
  .object({
    operator: z.string().describe('The name of the operator. Without a login: console.'),
    role: z.enum(['viewer', 'operator']).describe('A viewer may look, an operator may act.'),
    isOpen: z.boolean().describe('Whether the console needs no login, as in a demo.'),
    mode: z.enum(['onsite', 'online']),
    purpose: z.enum(['production', 'demo', 'test']),
    version: z.string(),
    journalLevel: z.enum(['off', 'metadata', 'messages']),
    idleEndsAt: instant
      .nullable()
      .describe('When the session ends if it is not used. Null without a login.'),
    endsAt: instant.nullable().describe('When the session ends at the latest.'),
  })
  .meta({ id: 'Session' });
export type ConsoleSession = z.infer<typeof consoleSession>;

export const linkSignIn = record({
  secret: plainText(SECRET_CHARACTERS_MAX).describe('The part of the link after #.'),
});

export const passwordSignIn = record({
  name: plainText(NAME_CHARACTERS_MAX),
  password: plainText(PASSWORD_CHARACTERS_MAX),
});
