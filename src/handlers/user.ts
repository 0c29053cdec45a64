/** The operations of the User agent, combined from its areas. */
import type { UserService } from '../contract/services88/user.ts';
import { type CredentialDependencies, credentialHandlers } from './user/credentials.ts';
import { type DraftingDependencies, draftingHandlers } from './user/drafting-users.ts';
import { type ExternalTokenDependencies, externalTokenHandlers } from './user/external-tokens.ts';
import { type ExternalUserDependencies, externalUserHandlers } from './user/external-users.ts';
import { type GroupDependencies, groupHandlers } from './user/groups.ts';
import { type LicenceDependencies, licenceHandlers } from './user/licences.ts';
import type { UserNeeds } from './user/needs.ts';
import { type OwnerContactDependencies, ownerContactHandlers } from './user/owner-contacts.ts';
import {
  externalPasswordHandlers,
  type PasswordDependencies,
  passwordHandlers,
} from './user/passwords.ts';
import { type PresenceDependencies, presenceHandlers } from './user/presence.ts';
import { type ReadingDependencies, readingHandlers } from './user/reading-users.ts';
import { rightHandlers } from './user/rights.ts';
import { type RoleDependencies, roleHandlers } from './user/roles.ts';
import { type SavingDependencies, savingHandlers } from './user/saving-users.ts';
import { type ServiceAuthDependencies, serviceAuthHandlers } from './user/service-auth.ts';
import { type TokenDependencies, tokenHandlers } from './user/tokens.ts';
import {
  type UntrustedCredentialDependencies,
  untrustedCredentialHandlers,
} from './user/untrusted-credentials.ts';
import { userCommandHandlers } from './user/user-commands.ts';
import { type UserNameDependencies, userNameHandlers } from './user/user-names.ts';
import type { AgentHandlers } from './with-session.ts';

export type UserDependencies = TokenDependencies &
  RoleDependencies &
  GroupDependencies &
  LicenceDependencies &
  UntrustedCredentialDependencies &
  ServiceAuthDependencies &
  ExternalTokenDependencies &
  PasswordDependencies &
  CredentialDependencies &
  PresenceDependencies &
  ReadingDependencies &
  DraftingDependencies &
  SavingDependencies &
  UserNameDependencies &
  ExternalUserDependencies &
  OwnerContactDependencies;

export function userHandlers(
  dependencies: UserDependencies,
): AgentHandlers<UserService['operations'], UserNeeds> {
  return {
    ...tokenHandlers(dependencies),
    ...roleHandlers(dependencies),
    ...rightHandlers(dependencies),
    ...groupHandlers(dependencies),
    ...licenceHandlers(dependencies),
    ...untrustedCredentialHandlers(dependencies),
    ...serviceAuthHandlers(dependencies),
    ...externalTokenHandlers(dependencies),
    ...credentialHandlers(dependencies),
    ...userCommandHandlers,
    ...readingHandlers(dependencies),
    ...draftingHandlers(dependencies),
    ...savingHandlers(dependencies),
    ...externalPasswordHandlers(dependencies),
    ...externalUserHandlers(dependencies),
    ...userNameHandlers(dependencies),
    ...passwordHandlers(dependencies),
    ...presenceHandlers(dependencies),
    ...ownerContactHandlers(dependencies),
  };
}
