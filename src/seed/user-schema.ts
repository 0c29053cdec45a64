/** The part of the schema about users. */
import * as z from 'zod';
import { fullNameProblem } from '../domain/persons/person.ts';
import {
  nickNameProblem,
  secondNameProblem,
  tooltipProblem,
  userNameProblem,
} from '../domain/users/profile.ts';
import { fieldLimits } from '../domain/users/user-details.ts';
import { contactReference, email, personReference } from './person-schema.ts';
import {
  ID_MAX,
  idNumber,
  listOf,
  oneOf,
  passwordText,
  plainName,
  plainText,
  record,
  ruledText,
  textMapping,
  truth,
  wholeNumber,
} from './seed-fields.ts';
import { ITEMS_OF_ONE, id, rank, TEXT, version } from './shared-fields.ts';

const SIGNATURE = 100_000;

export const associateTypes = [
  'internal',
  'resource',
  'external',
  'anonymous',
  'system',
  'unknown',
] as const;

const namedRole = z.union(
  [plainName().transform(named), record({ id: idNumber(), name: plainName() })],
  {
    error: 'expected the name of a role, or a mapping of its id and name',
  },
);

const namedLicence = z.union(
  [
    plainName().transform((name): LicenceReference => ({ name })),
    record({ owner: plainName().optional(), name: plainName(), version: version.optional() }),
  ],
  { error: 'expected the name of a licence, or a mapping of owner, name and version' },
);

const csUser = record({
  id: idNumber().describe('Id of the user in Customer Service.'),
  accessLevel: wholeNumber(0, ID_MAX).default(0).describe('Access level there.'),
  status: oneOf(['normal', 'none', 'not-available', 'deleted', 'read-only', 'spm', 'system'])
    .default('normal')
    .describe('Status there.'),
}).meta({ id: 'csUser', description: "The user's other self in Customer Service." });

export const user = record({
  id: id('user'),
  name: ruledText(userNameProblem, 239).describe(
    'User name to log in with. Unique in the tenant, without regard to case.',
  ),
  password: passwordText()
    .optional()
    .describe('Password to log in with. Without it a new user cannot log in by password.'),
  userName: ruledText(secondNameProblem, TEXT, 0)
    .optional()
    .describe('Second name to log in with, which no other user may have.'),
  nickName: ruledText(nickNameProblem, 63, 0)
    .optional()
    .describe('Name in Customer Service, which no other user may have.'),
  tooltip: ruledText(tooltipProblem, TEXT, 0).optional().describe('Explains the user in lists.'),
  rank,
  fullName: ruledText(fullNameProblem, 200)
    .optional()
    .describe('Name of the person, with the last name last; by default the user name.'),
  email: email.describe('E-mail address of the person, which can stand for the user name.'),
  contact: contactReference,
  type: oneOf(associateTypes).optional().describe('Kind of user; by default internal.'),
  role: namedRole
    .optional()
    .describe(
      'Name of the role, and its id where several have the name. By default User level 3, or the ' +
        'role for external or anonymous users.',
    ),
  group: plainName()
    .nullable()
    .optional()
    .describe('Name of the primary group; by default Administration.'),
  secondaryGroups: listOf(plainName(), ITEMS_OF_ONE)
    .optional()
    .describe('Names of further groups; the order means nothing.'),
  licences: listOf(namedLicence, ITEMS_OF_ONE)
    .optional()
    .describe(
      'All licences that are assigned: the name of each, with owner and version where several have ' +
        'the name.',
    ),
  csUser: csUser.nullable().optional(),
  person: personReference,
  requestSignature: plainText(SIGNATURE)
    .optional()
    .describe('Text below answers in Customer Service.'),
  absenceMessage: plainText(TEXT + 1)
    .optional()
    .describe('What others read while the user is not present in Customer Service.'),
  ticketCategories: listOf(idNumber(), ITEMS_OF_ONE)
    .optional()
    .describe('Ids of request categories; the order means nothing.'),
  extraFields: textMapping(fieldLimits).optional().describe('Values that clients keep here.'),
  customFields: textMapping(fieldLimits).optional().describe('Values that clients keep here.'),
  waitingForApproval: truth()
    .optional()
    .describe('Whether somebody must approve the user before the first login.'),
  retired: truth().optional().describe('Whether the user does not work here any more.'),
  disabled: truth().optional().describe('Whether the user is kept from logging in.'),
}).meta({ id: 'user', description: 'A user, also called an associate.' });

function named(name: string): RoleReference {
  return { name };
}

/** A role by its name, with the id when several roles have the name. */
export interface RoleReference {
  readonly id?: number | undefined;
  readonly name: string;
}

/** A licence by its name, with owner and version when several have the name. */
export interface LicenceReference {
  readonly owner?: string | undefined;
  readonly name: string;
  readonly version?: string | undefined;
}
