/** Rules for the fields of a user's profile that need no other record. */

import { nameProblem, textProblem } from '../names.ts';
import type { RoleType } from '../roles/role-type.ts';
import type { AssociateType } from './associate-type.ts';

export const NAME_CHARACTERS_MAX = 239;
const USER_NAME_CHARACTERS_MAX = 254;
const NICK_NAME_CHARACTERS_MAX = 63;
const TOOLTIP_CHARACTERS_MAX = 254;

/** What the type of a user requires. */
export interface TypeRules {
  /** The type of the user's role. Null for any. */
  readonly roleType: RoleType | null;
  /** The name of the built-in role that a new user has by default. */
  readonly roleDefault: string;
  /** Whether the user is a person. `own` for a person at one of our companies. */
  readonly person: 'own' | 'any' | 'none';
  readonly hasGroups: boolean;
}

export const typeRules = {
  unknown: { roleType: null, roleDefault: 'User level 3', person: 'none', hasGroups: true },
  internal: { roleType: 'employee', roleDefault: 'User level 3', person: 'own', hasGroups: true },
  resource: { roleType: 'employee', roleDefault: 'User level 3', person: 'none', hasGroups: true },
  external: { roleType: 'external', roleDefault: 'External User', person: 'any', hasGroups: false },
  anonymous: {
    roleType: 'anonymous',
    roleDefault: 'Anonymous User',
    person: 'none',
    hasGroups: false,
  },
  system: { roleType: 'system', roleDefault: 'System User', person: 'none', hasGroups: false },
} as const satisfies Readonly<Record<AssociateType, TypeRules>>;

/**
 * Returns what is wrong with the name of a user, or null. A name must not look like a ticket or an
 * access token, because clients may send one in place of the name.
 */
export function userNameProblem(name: string): string | null {
  return ticketProblem(name) ?? nameProblem('user', name, NAME_CHARACTERS_MAX);
}

/** Returns what is wrong with the second login name of a user, or null. It may be empty. */
export function secondNameProblem(userName: string): string | null {
  if (userName === '') return null;
  return ticketProblem(userName) ?? nameProblem('user', userName, USER_NAME_CHARACTERS_MAX);
}

/** Returns what is wrong with a nick name, or null. It may be empty. */
export function nickNameProblem(nickName: string): string | null {
  if (nickName === '') return null;
  return nameProblem('user in Customer Service', nickName, NICK_NAME_CHARACTERS_MAX);
}

export function tooltipProblem(tooltip: string): string | null {
  return textProblem('tooltip', tooltip, TOOLTIP_CHARACTERS_MAX);
}

function ticketProblem(name: string): string | null {
  return /^[78][AT]:/i.test(name)
    ? 'The name of a user must not begin like a ticket or an access token.'
    : null;
}
