/** Stores for administrators: what they change is in the audit trail before they are told. */
import type { AuditEntry } from '../audit.ts';
import type { AuditTrail } from '../audit-trail.ts';
import type { Stores, TenantStores } from '../installation.ts';
import { auditedApplications, auditedSystemUsers } from './audited-applications.ts';
import { auditedAssociates } from './audited-associates.ts';
import { auditedDirectory } from './audited-directory.ts';
import { auditedSigningKeys, auditedTokenKeys } from './audited-keys.ts';
import { auditedCsSessions, auditedTickets } from './audited-sessions.ts';
import { auditedTenants } from './audited-tenants.ts';
import type { RecordChange } from './record-change.ts';

/** @param operator who changes what is changed, such as `root@crm1`. */
export function auditedStores(stores: Stores, trail: AuditTrail, operator: string): Stores {
  const record: RecordChange = (change) =>
    trail.record({ operator, ...change, outcome: 'succeeded' });
  const nameOf = async (id: number) => {
    const [tenant] = await stores.tenants.list(id - 1, 1);
    return tenant?.id === id ? tenant.contextIdentifier : null;
  };
  const applications = auditedApplications(stores.applications, record);
  return {
    ...stores,
    applications,
    tenants: auditedTenants(stores.tenants, nameOf, record),
    keys: auditedTokenKeys(stores.keys, record),
    signingKeys: auditedSigningKeys(stores.signingKeys, record),
    ofTenant: (id) => {
      const ofTenant = async (change: Omit<AuditEntry, 'outcome'>) =>
        record({ tenant: await nameOf(id), ...change });
      return auditedTenant(stores.ofTenant(id), stores, ofTenant);
    },
  };
}

function auditedTenant(
  { associates, directory, tickets, csSessions, systemUsers, failedLogins }: TenantStores,
  { applications }: Stores,
  record: RecordChange,
): TenantStores {
  return {
    associates: auditedAssociates(associates, record),
    directory: auditedDirectory(directory, record),
    tickets: auditedTickets(tickets, associates, record),
    csSessions: auditedCsSessions(csSessions, associates, record),
    systemUsers: auditedSystemUsers(systemUsers, applications, associates, record),
    // Whoever unlocks knows the name, and records it.
    failedLogins,
  };
}
