/**
 * Tenants: the customers of an Online installation, each with users and sessions of its own. An
 * on-site installation has one, which has no context identifier.
 */
import type { NewRole, NewUserGroup } from './associate.ts';

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

/** A tenant with the roles and groups that it starts with, stored in one step. */
export interface NewTenant {
  readonly contextIdentifier: string;
  readonly companyName: string;
  readonly roles: readonly NewRole[];
  readonly groups: readonly NewUserGroup[];
}

export interface TenantStore {
  /** All or nothing. @throws DomainError `conflict` when the context identifier is taken. */
  add(tenant: NewTenant, nowMs: number): Promise<Tenant>;
  /** Without regard to case; the empty one finds the tenant of an on-site installation. */
  find(contextIdentifier: string): Promise<Tenant | null>;
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

/** What users of a new tenant are given where nobody has said otherwise. */
export const startingDirectory = {
  roles: [
    {
      name: 'Employee',
      description: 'People who work here',
      type: 'employee',
      functionRights: [],
    },
  ],
  groups: [{ name: 'Everyone' }],
} as const satisfies Pick<NewTenant, 'roles' | 'groups'>;

/** The one tenant of an on-site installation. */
export function onsiteTenant(
  companyName: string,
  directory: Pick<NewTenant, 'roles' | 'groups'> = startingDirectory,
): NewTenant {
  return { contextIdentifier: '', companyName, ...directory };
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
