/**
 * Tenants: the customers of an Online installation. Each has its own users and sessions. An on-site
 * installation has one tenant, without a context identifier.
 */
import { builtInGroups, type UserGroupStore } from '../groups/user-group.ts';
import { builtInModules, builtInOwner } from '../licences/built-in-licences.ts';
import type { LicenceStore } from '../licences/licence.ts';
import { lineProblem, requireNoProblem } from '../names.ts';
import { builtInFunctionalRights } from '../roles/built-in-functional-rights.ts';
import { builtInRoles } from '../roles/built-in-roles.ts';
import type { RoleStore } from '../roles/role.ts';

export interface Tenant {
  readonly id: number;
  /**
   * Names the tenant in addresses, tickets and access tokens, such as `Cust12345`.
   * Case-insensitive. Empty on-site.
   */
  readonly contextIdentifier: string;
  /** As `GetSystemInfo` shows it. */
  readonly companyName: string;
  readonly createdAtMs: number;
  /** When it was suspended. Null while it is served. */
  readonly suspendedAtMs: number | null;
}

export interface NewTenant {
  readonly contextIdentifier: string;
  readonly companyName: string;
}

export interface TenantStore {
  /**
   * Adds an empty tenant.
   *
   * @throws DomainError `conflict` if the context identifier is taken.
   */
  add(tenant: NewTenant, nowMs: number): Promise<Tenant>;
  /** Case-insensitive. The empty identifier finds the tenant of an on-site installation. */
  find(contextIdentifier: string): Promise<Tenant | null>;
  /**
   * Locks the tenant against other administrative changes until the transaction ends, so that such
   * changes run one after another. Logins and sessions are not blocked.
   *
   * @throws DomainError `not-found`
   */
  lock(id: number): Promise<Tenant>;
  /** Lists tenants ordered by id, beginning after `afterId`. */
  list(afterId: number, limit: number): Promise<readonly Tenant[]>;
  /** @throws DomainError `not-found` */
  setCompanyName(id: number, companyName: string): Promise<void>;
  /** Does nothing if it is suspended already. @throws DomainError `not-found` */
  suspend(id: number, nowMs: number): Promise<void>;
  /** @throws DomainError `not-found` */
  resume(id: number): Promise<void>;
  /** Also removes all its records, in one transaction. @throws DomainError `not-found` */
  remove(id: number): Promise<void>;
}

/** The stores that adding a tenant writes to. */
export interface NewTenantStores {
  readonly tenants: Pick<TenantStore, 'add'>;
  ofTenant(tenantId: number): {
    readonly roles: Pick<RoleStore, 'addBuiltIn'>;
    readonly groups: Pick<UserGroupStore, 'addBuiltIn'>;
    readonly licences: Pick<LicenceStore, 'addBuiltIn'>;
  };
}

/**
 * Adds a tenant in the caller's transaction, with the roles, rights, groups and licences that every
 * tenant starts with.
 *
 * @throws DomainError `conflict` if the context identifier is taken.
 */
export async function addTenant(
  { tenants, ofTenant }: NewTenantStores,
  newTenant: NewTenant,
  nowMs: number,
): Promise<Tenant> {
  const tenant = await tenants.add(newTenant, nowMs);
  const { roles, groups, licences } = ofTenant(tenant.id);
  await roles.addBuiltIn(builtInFunctionalRights, builtInRoles, nowMs);
  await groups.addBuiltIn(builtInGroups);
  await licences.addBuiltIn(builtInOwner, builtInModules);
  return tenant;
}

/** The tenant of an on-site installation. */
export function onsiteTenant(companyName: string): NewTenant {
  return { contextIdentifier: '', companyName };
}

/** Path segments with another meaning. They cannot be context identifiers. */
const RESERVED = ['api', 'health', 'login', 'metrics', 'oauth2', 'password', 'remote'];
const CONTEXT_IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

/** Returns what is wrong with a context identifier, or null. */
export function contextIdentifierProblem(text: string): string | null {
  if (!CONTEXT_IDENTIFIER.test(text)) {
    return (
      'A context identifier has 1 to 32 letters, digits, hyphens or underscores, and begins with a ' +
      'letter or a digit, such as Cust12345.'
    );
  }
  if (text.toLowerCase() === 'all') {
    return `"${text}" cannot be a context identifier: it stands for all tenants.`;
  }
  return RESERVED.includes(text.toLowerCase())
    ? `"${text}" cannot be a context identifier: addresses that begin with it mean something else.`
    : null;
}

const COMPANY_CHARACTERS_MAX = 200;

/** Returns what is wrong with the name of a company, or null. It may be empty. */
export function companyNameProblem(name: string): string | null {
  return lineProblem('name of the company', name, COMPANY_CHARACTERS_MAX);
}

/** @throws DomainError `invalid-argument` for the context identifier or the company name. */
export function requireNewTenant({ contextIdentifier, companyName }: NewTenant): void {
  requireNoProblem(contextIdentifierProblem(contextIdentifier), companyNameProblem(companyName));
}
