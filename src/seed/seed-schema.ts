/**
 * The zod schema of a seed file, with limits. It validates files, and the published JSON Schema is
 * generated from it. Rules about several entries are not checked here.
 */
import * as z from 'zod';
import {
  applicationNameProblem,
  applicationTokenProblem,
  applicationTokensMax,
  clientIdProblem,
} from '../domain/applications/application.ts';
import { redirectUriProblem, redirectUrisMax } from '../domain/applications/redirect-uri.ts';
import { systemTokenProblem } from '../domain/consents/consent.ts';
import { publicKeysMax } from '../domain/keys/public-key.ts';
import { licenceKinds } from '../domain/licences/licence.ts';
import { defaultPasswordPolicy, passwordDemands } from '../domain/passwords/password-policy.ts';
import {
  dataRightRelations,
  dataRightTables,
  dataRightValues,
} from '../domain/roles/data-rights.ts';
import { roleTypes } from '../domain/roles/role-type.ts';
import { companyNameProblem, contextIdentifierProblem } from '../domain/tenants/tenant.ts';
import { contact, person } from './person-schema.ts';
import { publicKey } from './public-key-field.ts';
import {
  ID_MAX,
  listOf,
  moment,
  oneOf,
  plainName,
  plainText,
  record,
  ruledText,
  truth,
  wholeNumber,
} from './seed-fields.ts';
import {
  deleted,
  description,
  formerName,
  ITEMS_OF_ONE,
  id,
  rank,
  TEXT,
  tooltip,
  version,
} from './shared-fields.ts';
import { associateTypes, user } from './user-schema.ts';

const EXTRA_INFO = 3999;
const ITEMS = 10_000;
const USERS = 100_000;
const AGENTS = 100;
const SEATS = 1_000_000;

/** Optional properties. */
function partial<K extends string, V extends z.ZodType>(names: readonly K[], value: () => V) {
  const shape = Object.fromEntries(names.map((name) => [name, value().optional()]));
  return record(shape as Record<K, z.ZodOptional<V>>);
}

const relations = Object.keys(dataRightRelations) as (keyof typeof dataRightRelations)[];
const tables = Object.keys(dataRightTables) as (keyof typeof dataRightTables)[];
const dataRightRow = partial(relations, () => oneOf(dataRightValues)).meta({
  id: 'dataRightRow',
  description: 'What users may do with data of a table, by their relation to its owner.',
});

const functionalRight = record({
  id: id('functional right'),
  name: plainName().describe('Code name, unique in the tenant without regard to case.'),
  label: plainText(TEXT).optional().describe('What people call it; by default the name.'),
  description,
  roleType: oneOf(roleTypes).optional().describe('Type of the roles that can have it: employee.'),
  requiredModule: plainName()
    .nullable()
    .optional()
    .describe('Name of the licence without which it does not count.'),
}).meta({
  id: 'functionalRight',
  description: 'A functional right beside those that every tenant has. It cannot change later.',
});

const role = record({
  id: id('role'),
  name: plainName().describe('The first role of the type that has the name is meant.'),
  formerName,
  type: oneOf(roleTypes).default('employee').describe('Kind of users that the role is for.'),
  tooltip,
  rank,
  usesCategories: truth()
    .optional()
    .describe('Whether its request categories replace those of its users.'),
  functionalRights: listOf(plainName(), ITEMS_OF_ONE)
    .optional()
    .describe('Code names of all functional rights that it has; the order means nothing.'),
  dataRights: partial(tables, () => dataRightRow)
    .optional()
    .describe('Data rights by table and relation. Those that are not named stay.'),
  deleted,
}).meta({ id: 'role', description: 'A role: what its users may do.' });

const group = record({
  id: id('group'),
  name: plainName().describe('Unique in the tenant, without regard to case.'),
  formerName,
  tooltip,
  rank,
  deleted,
}).meta({ id: 'group', description: 'A user group.' });

const licenceModule = record({
  id: id('module'),
  name: plainName().describe('Name of the module, without its owner.'),
  formerName,
  version: version.optional().describe('Tells several modules of one name from each other.'),
  description,
  tooltip,
  kind: oneOf(licenceKinds)
    .optional()
    .describe('For all users, for one database, or assigned one by one, which is the default.'),
  seats: wholeNumber(1, SEATS).optional().describe('How many users may have it.'),
  unrestricted: truth()
    .optional()
    .describe('Whether seats are not counted; by default where none are given.'),
  extraFlags: wholeNumber(0, ID_MAX).optional().describe('1 for a user plan, 2 for a marker.'),
  allowedTypes: listOf(oneOf(associateTypes), associateTypes.length)
    .optional()
    .describe('Types of the users who may have it; empty for all.'),
  extraInfo: plainText(EXTRA_INFO)
    .optional()
    .describe('Of a user plan: the modules that it assigns, such as set=user,web.'),
  sortOrder: wholeNumber(0, ID_MAX).optional().describe('Its place in lists.'),
  hidden: truth().optional().describe('Whether lists leave it out.'),
  prerequisite: plainName()
    .nullable()
    .optional()
    .describe('Name of a module that a user must have first.'),
  deleted: truth().optional().describe('Whether it is removed.'),
}).meta({ id: 'licenceModule', description: 'A licensed module.' });

const licenceOwner = record({
  id: id('owner'),
  owner: plainName().describe('Name of the owner, unique in the tenant without regard to case.'),
  formerName,
  description,
  expires: moment().nullable().optional().describe('When its licences end; null for never.'),
  modules: listOf(licenceModule, ITEMS).optional().describe('Its modules.'),
}).meta({ id: 'licenceOwner', description: 'Who licenses modules, such as a company.' });

function demand(name: keyof typeof passwordDemands, what: string) {
  const { min, max } = passwordDemands[name];
  return wholeNumber(min, max).default(defaultPasswordPolicy[name]).describe(what);
}

const contextIdentifier = ruledText(contextIdentifierProblem, 32).describe(
  'Names the tenant in addresses, tickets and access tokens, without regard to case.',
);

const systemUser = record({
  tenant: contextIdentifier.optional(),
  user: plainName().describe('User name; each is that of one application at most.'),
}).meta({ id: 'systemUser', description: 'As whom an application works at a tenant.' });

const consent = record({
  tenant: contextIdentifier.optional(),
  systemToken: ruledText(systemTokenProblem, 200)
    .optional()
    .describe('Its system token there, if it has one from elsewhere. Without it one is made.'),
}).meta({ id: 'consent', description: 'That a tenant has consented to an application.' });

const application = record({
  clientId: ruledText(clientIdProblem, 100)
    .optional()
    .describe('OAuth client id. Without it a new one is made.'),
  name: ruledText(applicationNameProblem, 100).describe('Unique, without regard to case.'),
  agents: listOf(plainName(), AGENTS)
    .optional()
    .describe('Restricted agents that it was granted, such as User; the order means nothing.'),
  tenants: z
    .union([z.literal('all'), listOf(contextIdentifier, ITEMS)], {
      error: 'expected all, or a list of context identifiers',
    })
    .optional()
    .describe('Which tenants installed it: all, the default, also those to come, or a list.'),
  tokens: listOf(ruledText(applicationTokenProblem, 200), applicationTokensMax)
    .min(1, { error: 'expected at least one token, or no "tokens" at all' })
    .optional()
    .describe(
      'Its application tokens, the newest last. Without them a new application gets one, which is ' +
        'shown once.',
    ),
  publicKeys: listOf(publicKey(), publicKeysMax)
    .optional()
    .describe('Public keys by which it proves in OAuth which it is.'),
  systemUsers: listOf(systemUser, ITEMS)
    .optional()
    .describe('As whom it works by the grant client_credentials, at each tenant one at most.'),
  redirectUris: listOf(ruledText(redirectUriProblem, 2000), redirectUrisMax)
    .optional()
    .describe('Where people return after they sign in; the first is the default.'),
  native: truth().optional().describe('Whether it runs on devices of people, and has no secret.'),
  serverToServer: truth().optional().describe('Whether it may work without a person.'),
  consents: listOf(consent, ITEMS)
    .optional()
    .describe('The tenants that have consented to it. Consents of others are revoked.'),
  disabled: truth().optional().describe('Whether its calls are refused.'),
}).meta({ id: 'application', description: 'The program of a partner.' });

const passwordPolicy = record({
  charactersMin: demand('charactersMin', 'The fewest characters of a password.'),
  digitsMin: demand('digitsMin', 'The fewest digits.'),
  specialCharactersMin: demand(
    'specialCharactersMin',
    'The fewest characters that are neither letters nor digits.',
  ),
  lowerCaseMin: demand('lowerCaseMin', 'The fewest lower-case letters.'),
  upperCaseMin: demand('upperCaseMin', 'The fewest upper-case letters.'),
  message: plainText(TEXT)
    .default(defaultPasswordPolicy.message)
    .describe('What is told of a password that breaks it, in place of what is missing.'),
}).meta({ id: 'passwordPolicy', description: 'What new passwords need.' });

/** The sections of a tenant. */
const sections = {
  passwordPolicy: passwordPolicy
    .nullable()
    .optional()
    .describe('What new passwords need; null for the default.'),
  functionalRights: listOf(functionalRight, ITEMS)
    .optional()
    .describe('Functional rights beside those that every tenant has.'),
  roles: listOf(role, ITEMS).optional().describe('Roles. Every tenant starts with 16.'),
  groups: listOf(group, ITEMS).optional().describe('User groups. Every tenant starts with 5.'),
  licences: listOf(licenceOwner, ITEMS).optional().describe('Owners of licences, with modules.'),
  contacts: listOf(contact, USERS).optional().describe('Companies.'),
  persons: listOf(person, USERS).optional().describe('Persons, of whom some are users.'),
  users: listOf(user, USERS).optional().describe('Users.'),
};

const company = ruledText(companyNameProblem, 200, 0).describe(
  'Name of the company, as GetSystemInfo tells it.',
);

const tenant = record({
  contextIdentifier,
  company,
  suspended: truth().optional().describe('Whether its calls are refused.'),
  ...sections,
}).meta({ id: 'tenant', description: 'A customer, with users and sessions of its own.' });

const demo = truth()
  .default(false)
  .describe('Whether it is only for demos and tests, because its passwords are public.');
const applications = listOf(application, ITEMS).optional().describe('Applications.');
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
        tenants: listOf(tenant, ITEMS).optional().describe('Tenants.'),
        applications,
      }).meta({ title: 'Online' }),
    ],
    { error: 'expected a mapping whose "mode" is onsite or online' },
  )
  .meta({
    title: 'Ticketoffice seed file',
    description:
      'What an installation holds. What the file does not say stays as it is, and a new entry gets ' +
      'defaults for it.',
  });

/** A parsed seed file, with defaults. */
export type SeedFile = z.output<typeof seedSchema>;
/** A seed file as it is written. */
export type SeedFileInput = z.input<typeof seedSchema>;
export type SeedTenant = Omit<z.output<typeof tenant>, 'contextIdentifier'> & {
  /** Empty on-site. */
  readonly contextIdentifier: string;
};
export type SeedFunctionalRight = z.output<typeof functionalRight>;
export type SeedRole = z.output<typeof role>;
export type SeedGroup = z.output<typeof group>;
export type SeedLicenceOwner = z.output<typeof licenceOwner>;
export type SeedLicenceModule = z.output<typeof licenceModule>;
export type SeedContact = z.output<typeof contact>;
export type SeedPerson = z.output<typeof person>;
export type SeedUser = z.output<typeof user>;
export type SeedApplication = z.output<typeof application>;
