/**
 * The checks that the stores of every engine must pass. The test of an engine calls
 * `describeStores` with a function that opens stores on a new, empty database.
 */
import { describe, it } from 'node:test';
import { checkApplications } from './applications.ts';
import { checkAssociateChanges } from './associate-changes.ts';
import { checkAssociates } from './associates.ts';
import { checkAudit } from './audit.ts';
import { type Check, type Fill, type OpenStores, withTenant } from './check.ts';
import { checkConcurrency } from './concurrency.ts';
import { checkConsents } from './consents.ts';
import { checkCredentials } from './credentials.ts';
import { checkCsSessions } from './cs-sessions.ts';
import { checkExpired } from './expired.ts';
import { checkFailedLogins } from './failed-logins.ts';
import { checkIds } from './ids.ts';
import { checkInstallation } from './installation.ts';
import { checkIsolation } from './isolation.ts';
import { checkLicences } from './licences.ts';
import { checkManyNodes } from './many-nodes.ts';
import { checkConsoleLinks, checkConsoleSessions, checkOperators } from './operators.ts';
import { checkPasswordPolicies } from './password-policies.ts';
import { checkPasswordResets } from './password-resets.ts';
import { checkContacts, checkPersons } from './persons.ts';
import { checkPrincipals } from './principals.ts';
import { checkRoles } from './roles.ts';
import { checkSealedSecrets } from './sealed-secrets.ts';
import { checkSigningKeys } from './signing-keys.ts';
import { checkSystemUsers } from './system-users.ts';
import { checkTenants } from './tenants.ts';
import { checkTickets } from './tickets.ts';
import { checkTokenKeys } from './token-keys.ts';
import { checkTransactions } from './transactions.ts';
import { checkUserGroups } from './user-groups.ts';
import { checkUserSecrets } from './user-secrets.ts';

export function describeStores(name: string, open: OpenStores): void {
  const checkOn =
    (fill?: Fill): Check =>
    (title, body) => {
      it(title, async () => {
        const opened = await open(fill);
        try {
          await body(opened);
        } finally {
          await opened.dispose();
        }
      });
    };
  const check = checkOn();
  const tenantCheck = withTenant(check);
  describe(`The stores on ${name}`, () => {
    describe('installation and keys', () => checkInstallation(check));
    describe('token keys', () => checkTokenKeys(check));
    describe('signing keys', () => checkSigningKeys(check));
    describe('sealed secrets', () => checkSealedSecrets(check));
    describe('tenants', () => checkTenants(check));
    describe('applications', () => checkApplications(check));
    describe('roles and rights', () => checkRoles(tenantCheck));
    describe('user groups', () => checkUserGroups(tenantCheck));
    describe('licences', () => checkLicences(tenantCheck));
    describe('associates', () => checkAssociates(tenantCheck));
    describe('changed associates', () => checkAssociateChanges(tenantCheck));
    describe('persons', () => checkPersons(tenantCheck));
    describe('contacts', () => checkContacts(tenantCheck));
    describe('principals', () => checkPrincipals(tenantCheck));
    describe('ids', () => checkIds(tenantCheck));
    describe('passwords, disabling and generations', () => checkCredentials(tenantCheck));
    describe('secrets of users', () => checkUserSecrets(tenantCheck));
    describe('consents and grants', () => checkConsents(tenantCheck));
    describe('password policies', () => checkPasswordPolicies(tenantCheck));
    describe('links for new passwords', () => checkPasswordResets(tenantCheck));
    describe('tickets', () => checkTickets(tenantCheck));
    describe('system users', () => checkSystemUsers(tenantCheck));
    describe('failed logins', () => checkFailedLogins(tenantCheck));
    describe('CS sessions', () => checkCsSessions(tenantCheck));
    describe('expired records', () => checkExpired(tenantCheck));
    describe('operators', () => checkOperators(check));
    describe('sessions at the console', () => checkConsoleSessions(check));
    describe('links to the console', () => checkConsoleLinks(check));
    describe('audit trail', () => checkAudit(check));
    describe('transactions', () => checkTransactions(check));
    describe('isolation of tenants', () => checkIsolation(checkOn));
    describe('concurrent calls', () => checkConcurrency(check));
    describe('concurrent nodes', () => checkManyNodes(check));
  });
}
