/**
 * The use cases of one tenant. Operations, commands and seed files call them. Seed files call them
 * with the stores of their transaction.
 */
import type { TenantAudit } from './audit/audit-trail.ts';
import type { TenantChanges } from './changes.ts';
import type { Clock } from './clock.ts';
import { Contacts } from './contacts/contacts.ts';
import { Credentials } from './credentials/credentials.ts';
import { UserGroups } from './groups/user-groups.ts';
import type { TenantStores } from './installation.ts';
import { Licences } from './licences/licences.ts';
import type { LoginGuard } from './login/login-guard.ts';
import type { PasswordHasher } from './login/password.ts';
import { Passwords } from './passwords/passwords.ts';
import { Persons } from './persons/persons.ts';
import { Presences } from './presence/presence.ts';
import { Roles } from './roles/roles.ts';
import { ExternalUsers } from './users/external-users.ts';
import { UserDrafts } from './users/user-drafts.ts';
import { UserNames } from './users/user-names.ts';
import { UserReading } from './users/user-reading.ts';
import { Users } from './users/users.ts';

export interface UseCases {
  readonly users: Users;
  readonly userNames: UserNames;
  readonly userReading: UserReading;
  readonly userDrafts: UserDrafts;
  readonly externalUsers: ExternalUsers;
  readonly passwords: Passwords;
  readonly credentials: Credentials;
  readonly presences: Presences;
  readonly persons: Persons;
  readonly contacts: Contacts;
  readonly roles: Roles;
  readonly groups: UserGroups;
  readonly licences: Licences;
}

export interface UseCasesOptions {
  readonly stores: TenantStores;
  readonly changes: TenantChanges;
  readonly clock: Clock;
  readonly audit: TenantAudit;
  readonly passwordHasher: PasswordHasher;
  readonly loginGuard: Pick<LoginGuard, 'attempt' | 'unlock'>;
}

export function createUseCases(options: UseCasesOptions): UseCases {
  const { stores, changes, clock, audit, passwordHasher: hasher, loginGuard } = options;
  const passwords = new Passwords({ stores, changes, audit, hasher, loginGuard });
  return {
    users: new Users({ stores, changes, passwords, loginGuard }),
    userNames: new UserNames(stores),
    userReading: new UserReading(stores),
    userDrafts: new UserDrafts(stores),
    externalUsers: new ExternalUsers({ stores, changes, passwords, loginGuard }),
    passwords,
    credentials: new Credentials({ stores, changes, passwords }),
    presences: new Presences({ stores, changes }),
    persons: new Persons(changes),
    contacts: new Contacts(changes),
    roles: new Roles({ stores, changes, clock }),
    groups: new UserGroups({ stores, changes }),
    licences: new Licences({ stores, changes }),
  };
}
