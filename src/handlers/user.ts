/** The operations of the User agent, joined from their areas. */
import type { OperationHandlers } from '../contract/service.ts';
import { credentialOperations } from '../contract/services88/user/credentials.ts';
import { externalTokenOperations } from '../contract/services88/user/external-tokens.ts';
import { externalUserOperations } from '../contract/services88/user/external-users.ts';
import { groupOperations } from '../contract/services88/user/groups.ts';
import { licenceOperations } from '../contract/services88/user/licences.ts';
import { ownerContactOperations } from '../contract/services88/user/owner-contacts.ts';
import { passwordOperations } from '../contract/services88/user/passwords.ts';
import { presenceOperations } from '../contract/services88/user/presence.ts';
import { rightOperations } from '../contract/services88/user/rights.ts';
import { roleOperations } from '../contract/services88/user/roles.ts';
import { serviceAuthOperations } from '../contract/services88/user/service-auth.ts';
import { untrustedCredentialOperations } from '../contract/services88/user/untrusted-credentials.ts';
import { userCommandOperations } from '../contract/services88/user/user-commands.ts';
import { userNameOperations } from '../contract/services88/user/user-names.ts';
import { userOperations } from '../contract/services88/user/users.ts';
import type { UserService } from '../contract/services88/user.ts';
import { notImplemented } from './not-implemented.ts';
import { type TokenDependencies, tokenHandlers } from './user/tokens.ts';
import type { SessionCall } from './with-session.ts';

export type UserDependencies = TokenDependencies;

export function userHandlers(
  dependencies: UserDependencies,
): OperationHandlers<UserService['operations'], SessionCall> {
  return {
    ...tokenHandlers(dependencies),
    ...notImplemented(roleOperations),
    ...notImplemented(rightOperations),
    ...notImplemented(groupOperations),
    ...notImplemented(licenceOperations),
    ...notImplemented(userOperations),
    ...notImplemented(externalUserOperations),
    ...notImplemented(userNameOperations),
    ...notImplemented(passwordOperations),
    ...notImplemented(credentialOperations),
    ...notImplemented(untrustedCredentialOperations),
    ...notImplemented(serviceAuthOperations),
    ...notImplemented(externalTokenOperations),
    ...notImplemented(userCommandOperations),
    ...notImplemented(presenceOperations),
    ...notImplemented(ownerContactOperations),
  };
}
