/**
 * The form of a seed file: what may stand in it, with limits and defaults. From it come the checks
 * on reading and the published JSON Schema. What one entry says about another is not checked here.
 */
import * as z from 'zod';
import {
  applicationNameProblem,
  applicationTokenProblem,
  applicationTokensMax,
  clientIdProblem,
} from '../domain/application.ts';
import { nameProblem } from '../domain/associate.ts';
import { publicKeysMax } from '../domain/public-key.ts';
import { contextIdentifierProblem, startingDirectory } from '../domain/tenant.ts';
import { publicKey } from './public-key-field.ts';
import {
  emailAddress,
  ID_MAX,
  idNumber,
  lineOfText,
  listOf,
  oneOf,
  passwordText,
  plainName,
  record,
  ruledText,
  truth,
  wholeNumber,
} from './seed-fields.ts';

const [startingRole] = startingDirectory.roles;
const [startingGroup] = startingDirectory.groups;

const NAME = 100;
const DESCRIPTION = 1000;
const ITEMS = {
  roles: 1000,
  rights: 1000,
  groups: 10_000,
  licenses: 1000,
  users: 100_000,
} as const;
const ITEMS_OF_USER = 1000;
const TENANTS = 10_000;
const APPLICATIONS = 10_000;
const AGENTS = 100;

const id = (what: string) =>
  idNumber()
    .optional()
    .describe(`Id of the ${what}; it cannot change later. Without it a new one gets the next.`);

const reference = (description: string) => wholeNumber(0, ID_MAX).default(0).describe(description);

const role = record({
  id: id('role'),
  name: plainName(NAME).describe('Unique in the tenant, without regard to case.'),
  description: lineOfText(DESCRIPTION).default('').describe('What the role is for.'),
  type: oneOf(['employee', 'external', 'anonymous', 'system'])
    .default('employee')
    .describe('Kind of users that the role is for.'),
  functionRights: listOf(plainName(NAME), ITEMS.rights)
    .default([])
    .describe('Names of the function rights that its users have; the order means nothing.'),
}).meta({ id: 'role', description: 'A role: what its users may do.' });

const group = record({
  id: id('group'),
  name: plainName(NAME).describe('Unique in the tenant, without regard to case.'),
}).meta({ id: 'group', description: 'A user group.' });

const owner = plainName(NAME).describe('Who owns the module, such as the company that makes it.');

const license = record({
  id: id('module'),
  owner,
  name: plainName(NAME).describe('Unique among those of its owner, without regard to case.'),
  description: lineOfText(DESCRIPTION).default('').describe('What the module is.'),
  version: lineOfText(NAME).default('').describe('Version of the module.'),
}).meta({ id: 'license', description: 'A licensed module, which users are granted one by one.' });

const licenseName = plainName(NAME).describe('Name of the licence.');

const grantedLicense = z.union(
  [
    licenseName.transform((name): LicenseReference => ({ name })),
    record({ owner, name: licenseName }),
  ],
  { error: 'expected the name of a licence, or a mapping of its owner and name' },
);

const csUser = record({
  id: idNumber().describe('Id of the user in Customer Service.'),
  accessLevel: reference('Access level there.'),
  status: oneOf(['normal', 'none', 'not-available', 'deleted', 'read-only', 'spm', 'system'])
    .default('normal')
    .describe('Status there.'),
}).meta({ id: 'csUser', description: "The user's other self in Customer Service." });

const user = record({
  id: id('user'),
  name: ruledText(nameProblem, NAME).describe(
    'User name to log in with. Unique in the tenant, without regard to case.',
  ),
  password: passwordText()
    .optional()
    .describe(
      'Password to log in with. Without it a new user cannot log in by password, and that of an ' +
        'existing one stays.',
    ),
  fullName: lineOfText(200).optional().describe('Name of the person; without it the user name.'),
  email: emailAddress().optional().describe('E-mail address; it can stand for the user name.'),
  type: oneOf(['internal', 'resource', 'external', 'anonymous', 'system', 'unknown'])
    .default('internal')
    .describe('Kind of user.'),
  role: plainName(NAME).default(startingRole.name).describe('Name of the role.'),
  group: plainName(NAME).default(startingGroup.name).describe('Name of the primary group.'),
  secondaryGroups: listOf(plainName(NAME), ITEMS_OF_USER)
    .default([])
    .describe('Names of further groups; the order means nothing.'),
  licenses: listOf(grantedLicense, ITEMS_OF_USER)
    .default([])
    .describe(
      'Licences granted to the user: the name of each, or a mapping of owner and name where ' +
        'several owners have one of that name.',
    ),
  csUser: csUser.optional(),
  personId: reference('Id of the person in the CRM; 0 for none.'),
  contactId: reference('Id of the contact that the person belongs to; 0 for none.'),
  contactOwnerId: reference('Id of the owner of that contact; 0 for none.'),
  countryId: reference('Id of the country; 0 for none.'),
  homeCountryId: reference('Id of the home country; 0 for none.'),
  businessId: reference('Id of the business of the contact; 0 for none.'),
  categoryId: reference('Id of the category of the contact; 0 for none.'),
  disabled: truth().default(false).describe('Whether the user is kept from logging in.'),
})
  .meta({ id: 'user', description: 'A user, also called an associate.' })
  .transform((given) => ({ ...given, fullName: given.fullName ?? given.name }));

const contextIdentifier = ruledText(contextIdentifierProblem, 32).describe(
  'Names the tenant in addresses, tickets and access tokens, such as Cust12345; without regard to ' +
    'case.',
);

const systemUser = record({
  tenant: contextIdentifier.optional(),
  user: ruledText(nameProblem, NAME).describe(
    'User name; each is that of one application at most.',
  ),
}).meta({ id: 'systemUser', description: 'As whom an application works at a tenant.' });

const application = record({
  clientId: ruledText(clientIdProblem, 100)
    .optional()
    .describe('OAuth client id. Without it a new one is made, and an existing one stays.'),
  name: ruledText(applicationNameProblem, 100).describe('Unique, without regard to case.'),
  agents: listOf(plainName(NAME), AGENTS)
    .default([])
    .describe('Restricted agents that it was granted, such as User; the order means nothing.'),
  tenants: z
    .union([z.literal('all'), listOf(contextIdentifier, TENANTS)], {
      error: 'expected all, or a list of context identifiers',
    })
    .default('all')
    .describe('Which tenants installed it: all, also those to come, or the listed ones.'),
  tokens: listOf(ruledText(applicationTokenProblem, 200), applicationTokensMax)
    .min(1, { error: 'expected at least one token, or no "tokens" at all' })
    .optional()
    .describe(
      'Its application tokens, the newest last. Without them a new application gets one, which is ' +
        'shown once, and those of an existing one stay.',
    ),
  publicKeys: listOf(publicKey(), publicKeysMax)
    .optional()
    .describe(
      'Public keys by which it proves in OAuth which it is. Without them those of an existing one ' +
        'stay.',
    ),
  systemUsers: listOf(systemUser, TENANTS)
    .optional()
    .describe(
      'As whom it works by the grant client_credentials, at each tenant one at most; on-site ' +
        'without a tenant. Without them those of an existing one stay.',
    ),
  disabled: truth().default(false).describe('Whether its calls are refused.'),
}).meta({ id: 'application', description: 'The program of a partner.' });

/** What belongs to a tenant. A section that is absent is left as it is. */
const sections = {
  roles: listOf(role, ITEMS.roles)
    .optional()
    .describe('Roles. Absent, a new tenant gets the role Employee.'),
  groups: listOf(group, ITEMS.groups)
    .optional()
    .describe('User groups. Absent, a new tenant gets the group Everyone.'),
  licenses: listOf(license, ITEMS.licenses).optional().describe('Licensed modules.'),
  users: listOf(user, ITEMS.users).optional().describe('Users.'),
};

const company = lineOfText(200).describe('Name of the company, as GetSystemInfo tells it.');

const tenant = record({
  contextIdentifier,
  company,
  suspended: truth().default(false).describe('Whether its calls are refused.'),
  ...sections,
}).meta({ id: 'tenant', description: 'A customer, with users and sessions of its own.' });

const demo = truth()
  .default(false)
  .describe('Whether it is only for demo installations, because its passwords are public.');

const applications = listOf(application, APPLICATIONS).optional().describe('Applications.');

const $schema = z.string().optional().describe('Where editors find this schema.');

export const seedSchema = z
  .discriminatedUnion(
    'mode',
    [
      record({
        $schema,
        mode: z.literal('onsite').describe('One customer; any program may call.'),
        demo,
        company,
        ...sections,
        applications,
      }).meta({ title: 'On-site' }),
      record({
        $schema,
        mode: z.literal('online').describe('Many tenants; only their applications may call.'),
        demo,
        tenants: listOf(tenant, TENANTS).optional().describe('Tenants.'),
        applications,
      }).meta({ title: 'Online' }),
    ],
    { error: 'expected a mapping whose "mode" is onsite or online' },
  )
  .meta({
    title: 'Ticketoffice seed file',
    description:
      'What an installation holds. A property that is absent has its default, a section that is ' +
      'absent is left as it is.',
  });

/** A licence by its name, and by its owner where that is needed to tell it from others. */
export interface LicenseReference {
  readonly owner?: string | undefined;
  readonly name: string;
}

/** What a seed file says, with defaults filled in. */
export type SeedFile = z.output<typeof seedSchema>;
/** What may be written in a seed file. */
export type SeedFileInput = z.input<typeof seedSchema>;
export type SeedRole = z.output<typeof role>;
export type SeedGroup = z.output<typeof group>;
export type SeedLicense = z.output<typeof license>;
export type SeedUser = z.output<typeof user>;
export type SeedSystemUser = z.output<typeof systemUser>;
export type SeedApplication = z.output<typeof application>;
