/**
 * The tables, as Kysely types. What creates them is in `migrations/`.
 *
 * Times are milliseconds since 1970-01-01T00:00Z. A `…_folded` column is its neighbour after
 * `foldName`: what decides whether two names are the same, and what a lookup compares.
 */
import type { Generated } from 'kysely';
import type { AssociateType, CsUserStatus, RoleType } from '../domain/associate.ts';
import type { CsSessionOrigin } from '../domain/cs-session.ts';

export interface InstallationTable {
  /** Always 1, so that there cannot be a second row. */
  readonly only_row: number;
  /** A UUID. */
  readonly id: string;
  readonly company_name: string;
  /** 0 or 1. */
  readonly demo: number;
  readonly created_at_ms: number;
}

export interface TokenKeyTable {
  /** 1 to 2³²−1, chosen by the domain. */
  readonly id: number;
  readonly sealed: Uint8Array;
  readonly created_at_ms: number;
}

export interface RoleTable {
  readonly id: Generated<number>;
  readonly name: string;
  /** Unique. */
  readonly name_folded: string;
  readonly description: string;
  readonly type: RoleType;
}

export interface RoleRightTable {
  readonly role_id: number;
  readonly function_right: string;
}

export interface UserGroupTable {
  readonly id: Generated<number>;
  readonly name: string;
  /** Unique. */
  readonly name_folded: string;
}

/** Unique by owner and name. */
export interface LicenseTable {
  readonly module_id: Generated<number>;
  readonly owner_name: string;
  readonly owner_name_folded: string;
  readonly name: string;
  readonly name_folded: string;
  readonly description: string;
  readonly version: string;
}

export interface AssociateTable {
  readonly id: Generated<number>;
  readonly name: string;
  /** Unique. */
  readonly name_folded: string;
  readonly full_name: string;
  readonly email: string | null;
  /** Not unique. */
  readonly email_folded: string | null;
  readonly type: AssociateType;
  readonly role_id: number;
  readonly group_id: number;
  readonly person_id: number;
  readonly contact_id: number;
  readonly contact_owner_id: number;
  readonly country_id: number;
  readonly home_country_id: number;
  readonly business_id: number;
  readonly category_id: number;
  /** The three of the CS user are null together. */
  readonly cs_user_id: number | null;
  readonly cs_user_access_level: number | null;
  readonly cs_user_status: CsUserStatus | null;
  /** In PHC string format; null for a user who cannot log in by password. */
  readonly password_hash: string | null;
  readonly created_at_ms: number;
  /** Null while enabled. */
  readonly disabled_at_ms: number | null;
  readonly generation: number;
}

/** The secondary groups. */
export interface AssociateGroupTable {
  readonly associate_id: number;
  readonly group_id: number;
}

/** The granted licences. */
export interface AssociateLicenseTable {
  readonly associate_id: number;
  readonly module_id: number;
}

export interface TicketTable {
  /** A UUID. */
  readonly id: string;
  readonly secret_hash: string;
  readonly associate_id: number;
  readonly generation: number;
  /** No foreign key: a parent may be swept away before its children. */
  readonly parent_id: string | null;
  readonly issued_at_ms: number;
  readonly expires_at_ms: number;
  readonly last_used_at_ms: number;
  readonly last_used_from: string;
  readonly last_used_by: string | null;
}

export interface CsSessionTable {
  readonly login_id: Generated<number>;
  readonly key_hash: string;
  readonly associate_id: number;
  readonly cs_user_id: number;
  /** No foreign key: the record outlives its ticket. */
  readonly ticket_id: string;
  readonly client_address: string;
  readonly origin: CsSessionOrigin;
  readonly started_at_ms: number;
  readonly last_active_at_ms: number;
}

export interface Tables {
  readonly installation: InstallationTable;
  readonly token_keys: TokenKeyTable;
  readonly roles: RoleTable;
  readonly role_rights: RoleRightTable;
  readonly user_groups: UserGroupTable;
  readonly licenses: LicenseTable;
  readonly associates: AssociateTable;
  readonly associate_groups: AssociateGroupTable;
  readonly associate_licenses: AssociateLicenseTable;
  readonly tickets: TicketTable;
  readonly cs_sessions: CsSessionTable;
}
