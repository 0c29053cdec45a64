/** Users in the console's API. */
import * as z from 'zod';
import { idText, instant, wholeText } from '../json-api/api-fields.ts';
import { plainText, record } from '../seed/seed-fields.ts';
import { auditRecord } from './audit.ts';
import { dataRights } from './roles.ts';
import { tenant } from './tenant-field.ts';

const SEARCH_CHARACTERS_MAX = 100;
const USERS_MAX = 500;

export const usersQuery = record({
  tenant,
  search: plainText(SEARCH_CHARACTERS_MAX)
    .exactOptional()
    .describe('A part of a name, user name, full name or e-mail address.'),
  after: idText().exactOptional().describe('Users with greater ids.'),
  limit: wholeText(1, USERS_MAX).exactOptional().describe('By default 100.'),
});

const userRow = {
  id: z.int(),
  name: z.string(),
  fullName: z.string(),
  type: z.string(),
  email: z.string().nullable(),
  role: z.string(),
  group: z.string().nullable(),
  state: z.enum(['enabled', 'disabled', 'retired', 'waiting']),
};

export const userSummary = z.object(userRow).meta({ id: 'UserSummary' });
export type UserSummary = z.infer<typeof userSummary>;

export const users = z
  .object({
    users: z.array(userSummary),
    next: z.int().nullable().describe('Pass it as after for the next page. Null at the end.'),
  })
  .meta({ id: 'Users' });
export type Users = z.infer<typeof users>;

const licence = z.object({
  owner: z.string(),
  name: z.string(),
  description: z.string(),
  expiresAt: instant.nullable(),
});

/** Failed logins and locks. */
const locks = z.object({
  failures: z.int(),
  lockedUntil: instant.nullable().describe('For all networks that the user is not known from.'),
  lockedNetworks: z.array(z.object({ network: z.string(), until: instant })),
});

export const userDetail = z
  .object({
    ...userRow,
    tenant: z.string(),
    userName: z.string(),
    nickName: z.string(),
    roleId: z.int(),
    secondaryGroups: z.array(z.string()),
    person: z.string().nullable(),
    company: z.string().nullable(),
    hasPassword: z.boolean(),
    createdAt: instant,
    disabledAt: instant.nullable(),
    retiredAt: instant.nullable(),
    lastLoginAt: instant.nullable(),
    lastLogoutAt: instant.nullable(),
    functionalRights: z.array(z.string()),
    dataRights,
    licences: z.array(licence).describe('Those that are in force.'),
    locks,
    events: z.array(auditRecord).describe('The newest first.'),
  })
  .meta({ id: 'User' });
export type UserDetail = z.infer<typeof userDetail>;
