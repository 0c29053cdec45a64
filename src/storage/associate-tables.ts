/** The tables of users, persons and contacts, as Kysely types. See `schema.ts`. */
import type { CsUserStatus } from '../domain/users/associate.ts';
import type { AssociateType } from '../domain/users/associate-type.ts';

export interface ContactTable {
  readonly tenant_id: number;
  readonly id: number;
  readonly name: string;
  readonly department: string;
  readonly org_number: string;
  readonly phone: string;
  readonly country_id: number;
  readonly business_id: number;
  readonly category_id: number;
  /** Not a reference: the associate may have been removed. */
  readonly owner_associate_id: number;
  /** 0 or 1. */
  readonly own_company: number;
}

export interface PersonTable {
  readonly tenant_id: number;
  readonly id: number;
  /** Null when the person belongs to no contact. */
  readonly contact_id: number | null;
  readonly first_name: string;
  readonly middle_name: string;
  readonly last_name: string;
  readonly mr_mrs: string;
  readonly title: string;
  readonly position: string;
  readonly email: string | null;
  /** Not unique. */
  readonly email_folded: string | null;
  readonly direct_phone: string;
  readonly mobile_phone: string;
  readonly description: string;
  readonly country_id: number;
  readonly rank: number;
  /** 0 or 1. */
  readonly retired: number;
}

export interface AssociateTable {
  readonly tenant_id: number;
  readonly id: number;
  readonly name: string;
  /** Unique in a tenant. */
  readonly name_folded: string;
  readonly user_name: string;
  /** Unique in a tenant; null when the user has no user name. */
  readonly user_name_folded: string | null;
  readonly nick_name: string;
  /** Unique in a tenant; null when the user has no nick name. */
  readonly nick_name_folded: string | null;
  readonly tooltip: string;
  /** The position in lists. */
  readonly rank: number;
  readonly type: AssociateType;
  readonly role_id: number;
  /** Null when the user is in no group. */
  readonly group_id: number | null;
  /** Null when the user is no person. */
  readonly person_id: number | null;
  /** 0 or 1. */
  readonly waiting_for_approval: number;
  /** The three columns of the CS user are null together. */
  readonly cs_user_id: number | null;
  readonly cs_user_access_level: number | null;
  readonly cs_user_status: CsUserStatus | null;
  /** In PHC string format; null for a user who cannot log in by password. */
  readonly password_hash: string | null;
  readonly created_at_ms: number;
  /** Null while enabled. */
  readonly disabled_at_ms: number | null;
  /** Null while not retired. */
  readonly retired_at_ms: number | null;
  readonly generation: number;
  readonly request_signature: string;
  readonly absence_message: string;
  /** A JSON array of ids. */
  readonly ticket_categories: string;
  /** JSON arrays of pairs of key and value. */
  readonly extra_fields: string;
  readonly custom_fields: string;
}

/**
 * When associates last logged in and out. A table of its own, so that a login removes no associate
 * from caches.
 */
export interface AssociateLoginTable {
  readonly tenant_id: number;
  readonly associate_id: number;
  readonly last_login_at_ms: number | null;
  readonly last_logout_at_ms: number | null;
}

/** What remains of removed associates. No foreign keys: other records may be removed too. */
export interface AssociateHistoryTable {
  readonly tenant_id: number;
  readonly id: number;
  readonly name: string;
  readonly type: AssociateType;
  /** Ids are 0 for none. */
  readonly group_id: number;
  readonly person_id: number;
  readonly contact_id: number;
  readonly cs_user_id: number;
  readonly first_name: string;
  readonly middle_name: string;
  readonly last_name: string;
  readonly created_at_ms: number;
  readonly removed_at_ms: number;
}

/** The secondary groups of associates. */
export interface AssociateGroupTable {
  readonly tenant_id: number;
  readonly associate_id: number;
  readonly group_id: number;
}

/** The licences that are assigned to users. */
export interface AssociateLicenceTable {
  readonly tenant_id: number;
  readonly associate_id: number;
  readonly module_id: number;
}
