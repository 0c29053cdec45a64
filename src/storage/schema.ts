/**
 * The tables, as Kysely types. `migrations/` creates them.
 *
 * Times are milliseconds since 1970-01-01T00:00Z. A `…_folded` column is the column before it after
 * `foldName`: uniqueness and lookups use it. Rows of a tenant have its id in `tenant_id`, which is
 * part of every key and reference. Exceptions are the ids of tickets and login ids, which are
 * unique among all tenants.
 */
import type { Generated } from 'kysely';
import type { AuditAction, AuditOutcome } from '../domain/audit/audit.ts';
import type { InstallationMode, InstallationPurpose } from '../domain/installation.ts';
import type { LicenceKind } from '../domain/licences/licence.ts';
import type {
  DataRightRelation,
  DataRightTableName,
  DataRightValue,
} from '../domain/roles/data-rights.ts';
import type { RoleType } from '../domain/roles/role-type.ts';
import type { CsSessionOrigin } from '../domain/sessions/cs-session.ts';
import type {
  AssociateGroupTable,
  AssociateHistoryTable,
  AssociateLicenceTable,
  AssociateLoginTable,
  AssociateTable,
  ContactTable,
  PersonTable,
} from './associate-tables.ts';
import type { AuthorizationCodeTable, ConsentTable, RefreshTokenTable } from './consent-tables.ts';
import type { ConsoleLinkTable, ConsoleSessionTable, OperatorTable } from './operator-tables.ts';
import type { PasswordPolicyTable, PasswordResetTable } from './password-tables.ts';
import type {
  ExternalTokenTable,
  FailedLoginKeyTable,
  MasterKeyTable,
  ServiceAuthTable,
  SigningKeyTable,
  TokenKeyTable,
  UntrustedCredentialTable,
} from './secret-tables.ts';

export interface InstallationTable {
  /** Always 1, so that a second row is impossible. */
  readonly only_row: number;
  /** A UUID. */
  readonly id: string;
  readonly mode: InstallationMode;
  readonly purpose: InstallationPurpose;
  readonly created_at_ms: number;
}

export interface TenantTable {
  readonly id: Generated<number>;
  readonly context_identifier: string;
  /** Unique. */
  readonly context_identifier_folded: string;
  readonly company_name: string;
  readonly created_at_ms: number;
  /** Null while the tenant is active. */
  readonly suspended_at_ms: number | null;
}

/** The kinds of records that have an id within their tenant. */
export type IdKind =
  | 'associate'
  | 'person'
  | 'contact'
  | 'role'
  | 'group'
  | 'functional-right'
  | 'licence-owner'
  | 'licence-module'
  | 'service-auth';

/** The largest id of each kind that a tenant has ever used. */
export interface TenantCounterTable {
  readonly tenant_id: number;
  readonly kind: IdKind;
  readonly last_id: number;
}

/** Ids of removed records. They are never used again. */
export interface RemovedIdTable {
  readonly tenant_id: number;
  readonly kind: IdKind;
  readonly id: number;
}

export interface ApplicationTable {
  readonly id: Generated<number>;
  /** Unique. */
  readonly client_id: string;
  readonly name: string;
  /** Unique. */
  readonly name_folded: string;
  /** A JSON array, in the order of registration. */
  readonly redirect_uris: string;
  /** 0 or 1. */
  readonly native: number;
  /** 0 or 1. */
  readonly server_to_server: number;
  /** 0 or 1; with 1 it has no rows in `application_tenants`. */
  readonly all_tenants: number;
  /** How many tokens the application was ever given. */
  readonly tokens_given: number;
  readonly created_at_ms: number;
  /** Null while enabled. */
  readonly disabled_at_ms: number | null;
}

/** The restricted agents that an application may use. */
export interface ApplicationAgentTable {
  readonly application_id: number;
  readonly agent: string;
}

/** The tenants that installed an application. */
export interface ApplicationTenantTable {
  readonly application_id: number;
  readonly tenant_id: number;
}

export interface ApplicationTokenTable {
  readonly token_hash: string;
  readonly application_id: number;
  /** The sequence number within the application. The newest token has the largest. */
  readonly number: number;
  readonly created_at_ms: number;
}

/** The public keys with which an application proves its identity. */
export interface ApplicationKeyTable {
  readonly application_id: number;
  /** Unique in an application. */
  readonly key_id: string;
  /** A public JSON Web Key. */
  readonly jwk: string;
}

export interface RevokedTokenTable {
  /** Identifies an access token, or a used assertion, without revealing it. */
  readonly token_id: string;
  readonly expires_at_ms: number;
}

export interface RoleTable {
  readonly tenant_id: number;
  readonly id: number;
  /** Not unique. */
  readonly name: string;
  readonly tooltip: string;
  readonly type: RoleType;
  /** The position in lists. */
  readonly rank: number;
  /** 0 or 1. A deleted role is kept, because history refers to it. */
  readonly deleted: number;
  /** 0 or 1. */
  readonly use_categories: number;
  readonly created_at_ms: number;
  /** An associate's id; 0 when no user did it. */
  readonly created_by: number;
  readonly updated_at_ms: number;
  readonly updated_by: number;
}

/** The catalogue of rights that a role can have. */
export interface FunctionalRightTable {
  readonly tenant_id: number;
  readonly id: number;
  /** The code name, such as `admin-all`. Unique in a tenant. */
  readonly name: string;
  readonly name_folded: string;
  readonly label: string;
  readonly description: string;
  /** The type of the roles that can have it. */
  readonly role_type: RoleType;
  /** The licensed module that the right requires; null for none. */
  readonly required_module: string | null;
  /** 0 or 1. */
  readonly built_in: number;
}

export interface RoleFunctionalRightTable {
  readonly tenant_id: number;
  readonly role_id: number;
  readonly right_id: number;
}

/** A cell of a role's data right matrix. A missing row is an empty cell. */
export interface DataRightTable {
  readonly tenant_id: number;
  readonly role_id: number;
  readonly table_name: DataRightTableName;
  readonly relation: DataRightRelation;
  readonly value: Exclude<DataRightValue, ''>;
}

export interface UserGroupTable {
  readonly tenant_id: number;
  readonly id: number;
  /** Unique in a tenant. Deleted groups count too. */
  readonly name: string;
  readonly name_folded: string;
  readonly tooltip: string;
  /** The position in lists. */
  readonly rank: number;
  /** 0 or 1. */
  readonly deleted: number;
}

export interface LicenceOwnerTable {
  readonly tenant_id: number;
  readonly id: number;
  /** Unique in a tenant. */
  readonly name: string;
  readonly name_folded: string;
  readonly description: string;
  /** When the owner's licences expire; null for never. */
  readonly expires_at_ms: number | null;
}

/** Unique in a tenant by owner, name and version. */
export interface LicenceModuleTable {
  readonly tenant_id: number;
  readonly id: number;
  readonly owner_id: number;
  readonly name: string;
  readonly name_folded: string;
  readonly description: string;
  readonly tooltip: string;
  readonly version: string;
  readonly kind: LicenceKind;
  /** 0 or 1; with 1 the number of seats is not limited. */
  readonly unrestricted: number;
  readonly seats: number;
  readonly extra_flags: number;
  /** A JSON array of the associate types that may have it; an empty array allows all. */
  readonly allowed_types: string;
  /** For a plan: the licences that it assigns, such as `set=user,web`. */
  readonly extra_info: string;
  readonly sort_order: number;
  /** 0 or 1. */
  readonly hidden: number;
  /** The name of the module that is required first; null for none. */
  readonly prerequisite: string | null;
}

/** The user as whom an application works. User and application are each unique in a tenant. */
export interface SystemUserTable {
  readonly tenant_id: number;
  readonly application_id: number;
  readonly associate_id: number;
}

export interface TicketTable {
  /** A UUID, unique among all tenants. */
  readonly id: string;
  readonly tenant_id: number;
  readonly secret_hash: string;
  readonly associate_id: number;
  readonly generation: number;
  /** No foreign key: a parent may be removed before its children. */
  readonly parent_id: string | null;
  readonly access_token_id: string | null;
  readonly tokens_from_ms: number;
  readonly issued_at_ms: number;
  readonly expires_at_ms: number;
  readonly last_used_at_ms: number;
  readonly last_used_from: string;
  readonly last_used_by: string | null;
}

export interface CsSessionTable {
  /** Unique among all tenants. */
  readonly login_id: Generated<number>;
  readonly tenant_id: number;
  readonly key_hash: string;
  readonly associate_id: number;
  readonly cs_user_id: number;
  /** No foreign key: the record outlives its ticket. */
  readonly ticket_id: string;
  readonly client_address: string;
  readonly origin: CsSessionOrigin;
  readonly started_at_ms: number;
  readonly expires_at_ms: number;
  readonly last_active_at_ms: number;
}

/**
 * Has no foreign keys, so that events outlive the records that they name. Rows are never changed.
 */
export interface AuditEventTable {
  readonly id: Generated<number>;
  readonly at_ms: number;
  readonly action: AuditAction;
  readonly outcome: AuditOutcome;
  /** A context identifier; null for an event of no tenant or of several. */
  readonly tenant: string | null;
  readonly tenant_folded: string | null;
  readonly user_name: string | null;
  readonly user_name_folded: string | null;
  readonly application: string | null;
  readonly address: string | null;
  readonly user_agent: string | null;
  readonly request_id: string | null;
  readonly operator: string | null;
  /** A JSON object. */
  readonly detail: string;
  readonly count: number;
}

/** One row for each name, for each network, and for each pair of both. */
export interface FailedLoginTable {
  /** 0 for failed logins at the console. */
  readonly tenant_id: number;
  /** A keyed hash; empty for a row that counts all names. */
  readonly name_hash: string;
  /** Empty for a row that counts all networks. */
  readonly network: string;
  /** When the last failure expires. A lock never lasts longer. */
  readonly forgotten_at_ms: number;
  /** Null until the limit of failures was reached. */
  readonly locked_until_ms: number | null;
}

export interface Tables {
  readonly installation: InstallationTable;
  readonly master_key: MasterKeyTable;
  readonly failed_login_key: FailedLoginKeyTable;
  readonly token_keys: TokenKeyTable;
  readonly tenants: TenantTable;
  readonly password_policies: PasswordPolicyTable;
  readonly password_resets: PasswordResetTable;
  readonly tenant_counters: TenantCounterTable;
  readonly removed_ids: RemovedIdTable;
  readonly applications: ApplicationTable;
  readonly consents: ConsentTable;
  readonly authorization_codes: AuthorizationCodeTable;
  readonly refresh_tokens: RefreshTokenTable;
  readonly application_agents: ApplicationAgentTable;
  readonly application_tenants: ApplicationTenantTable;
  readonly application_tokens: ApplicationTokenTable;
  readonly application_keys: ApplicationKeyTable;
  readonly signing_keys: SigningKeyTable;
  readonly revoked_tokens: RevokedTokenTable;
  readonly roles: RoleTable;
  readonly functional_rights: FunctionalRightTable;
  readonly role_functional_rights: RoleFunctionalRightTable;
  readonly data_rights: DataRightTable;
  readonly user_groups: UserGroupTable;
  readonly licence_owners: LicenceOwnerTable;
  readonly licence_modules: LicenceModuleTable;
  readonly contacts: ContactTable;
  readonly persons: PersonTable;
  readonly associates: AssociateTable;
  readonly associate_logins: AssociateLoginTable;
  readonly associate_history: AssociateHistoryTable;
  readonly associate_groups: AssociateGroupTable;
  readonly associate_licences: AssociateLicenceTable;
  readonly system_users: SystemUserTable;
  readonly untrusted_credentials: UntrustedCredentialTable;
  readonly service_auths: ServiceAuthTable;
  readonly external_tokens: ExternalTokenTable;
  readonly tickets: TicketTable;
  readonly cs_sessions: CsSessionTable;
  readonly operators: OperatorTable;
  readonly console_links: ConsoleLinkTable;
  readonly console_sessions: ConsoleSessionTable;
  readonly audit_events: AuditEventTable;
  readonly failed_logins: FailedLoginTable;
}
