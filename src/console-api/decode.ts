/** The decoder of tickets, access tokens and JWTs. What it is given is not kept anywhere. */
import * as z from 'zod';
import { instant } from '../json-api/api-fields.ts';
import { plainText, record } from '../seed/seed-fields.ts';

const TOKEN_CHARACTERS_MAX = 8192;

export const tokenToDecode = record({
  token: plainText(TOKEN_CHARACTERS_MAX).describe('A 7T: ticket, an 8A: access token or a JWT.'),
});

export const decodedToken = z
  .object({
    kind: z.enum(['ticket', 'access-token', 'jwt', 'unknown']),
    isValid: z.boolean(),
    reason: z.string().nullable().describe('Why it is not valid, in words.'),
    fields: z
      .array(z.object({ name: z.string(), value: z.string() }))
      .describe('What it holds, and what is known of it. Without secrets.'),
    validFrom: instant.nullable(),
    validTo: instant.nullable(),
  })
  .meta({ id: 'DecodedToken' });
export type DecodedToken = z.infer<typeof decodedToken>;
