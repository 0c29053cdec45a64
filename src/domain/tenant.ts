/**
 * Tenants: the customers of an Online installation, each with users and sessions of its own. An
 * on-site installation has one, which has no context identifier.
 */
import { builtInGroups } from './groups/user-group.ts';
import type { Stores } from './installation.ts';
import { builtInModules, builtInOwner } from './licences/built-in-licences.ts';
import { requireNoProblem, textProblem } from './names.ts';
import { builtInFunctionalRights } from './roles/built-in-functional-rights.ts';
import { builtInRoles } from './roles/built-in-roles.ts';

export interface Tenant {
  readonly id: number;
  /**
   * Names the tenant in addresses, tickets and access tokens, such as `Cust12345`; compared without
   * regard to case. Empty on-site.
   */
  readonly contextIdentifier: string;
  /** As `GetSystemInfo` tells it. */
  readonly companyName: string;
  readonly createdAtMs: number;
  /** When it was suspended; null while it is served. */
  readonly suspendedAtMs: number | null;
}

export interface NewTenant {
  readonly contextIdentifier: string;
  readonly companyName: string;
}

export interface TenantStore {
  /** Adds an empty one. @throws DomainError `conflict` when the context identifier is taken. */
  add(tenant: NewTenant, nowMs: number): Promise<Tenant>;
  /** Without regard to case; the empty one finds the tenant of an on-site installation. */
  find(contextIdentifier: string): Promise<Tenant | null>;
  /**
   * Keeps all others from administering the tenant until the transaction ends, so that changes by
   * administrators happen one after another. Logins and sessions go on.
   *
   * @throws DomainError `not-found`
   */
  lock(id: number): Promise<void>;
  /** In the order of ids, from the first id greater than `afterId`. */
  list(afterId: number, limit: number): Promise<readonly Tenant[]>;
  /** @throws DomainError `not-found` */
  setCompanyName(id: number, companyName: string): Promise<void>;
  /** Does nothing to one already suspended. @throws DomainError `not-found` */
  suspend(id: number, nowMs: number): Promise<void>;
  /** @throws DomainError `not-found` */
  resume(id: number): Promise<void>;
  /** With everything that belongs to it, in one step. @throws DomainError `not-found` */
  remove(id: number): Promise<void>;
}

/**
 * Adds a tenant in a transaction of its caller, with the roles, rights, groups and licences that
 * every tenant starts with.
 *
 * @throws DomainError `conflict` when the context identifier is taken.
 */
export async function addTenant(
  { tenants, ofTenant }: Pick<Stores, 'tenants' | 'ofTenant'>,
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

/** The one tenant of an on-site installation. */
export function onsiteTenant(companyName: string): NewTenant {
  return { contextIdentifier: '', companyName };
}

/** First segments of paths that mean something else. */
const RESERVED = ['api', 'health', 'login', 'metrics', 'oauth2', 'remote'];
const CONTEXT_IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

/** What is wrong with a context identifier, or null. */
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

/** What is wrong with the name of a company, or null. It may be empty. */
export function companyNameProblem(name: string): string | null {
  return textProblem('name of the company', name, COMPANY_CHARACTERS_MAX);
}

/** @throws DomainError `invalid-argument` for the context identifier or the company. */
export function requireNewTenant({ contextIdentifier, companyName }: NewTenant): void {
  requireNoProblem(contextIdentifierProblem(contextIdentifier), companyNameProblem(companyName));
}
