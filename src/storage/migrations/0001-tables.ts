/** Creates the tables. `schema.ts` describes their columns. */
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { DialectTraits } from '../dialect-traits.ts';
import { createApplications } from './0001/applications.ts';
import { createAssociates } from './0001/associates.ts';
import { createConsents } from './0001/consents.ts';
import { createInstallation, createTenants } from './0001/installation.ts';
import { createLicences } from './0001/licences.ts';
import { createOperators } from './0001/operators.ts';
import { createRoles } from './0001/roles.ts';
import { createAuditTrail, createFailedLogins, createSessions } from './0001/sessions.ts';
import { createUserSecrets } from './0001/user-secrets.ts';

export function tables(traits: DialectTraits): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await createInstallation(db, traits);
      await createTenants(db, traits);
      await createApplications(db, traits);
      await createRoles(db);
      await createLicences(db);
      await createAssociates(db);
      await createUserSecrets(db, traits);
      await createConsents(db, traits);
      await createSessions(db, traits);
      await createFailedLogins(db);
      await createOperators(db, traits);
      await createAuditTrail(db, traits);
      for (const statement of traits.changeNotices) await sql.raw(statement).execute(db);
    },
  };
}
