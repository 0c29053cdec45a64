/** The tables of a dump. A table comes after the tables that it refers to. */
import type { Tables } from '../schema.ts';

export interface DumpTable {
  /** The columns of the primary key, in order, and their types. */
  readonly key: Readonly<Record<string, 'number' | 'text'>>;
  /** The auto-incremented column. */
  readonly identity?: string;
  /** The columns of bytes. */
  readonly bytes?: readonly string[];
}

/** A dump has no links, codes and console sessions: they are not to be moved elsewhere. */
export type DumpTableName = Exclude<
  keyof Tables,
  'console_links' | 'console_sessions' | 'authorization_codes'
>;

/** A table that is missing here is a compile error. */
export const dumpTables = {
  installation: { key: { only_row: 'number' } },
  master_key: { key: { only_row: 'number' } },
  failed_login_key: { key: { only_row: 'number' }, bytes: ['sealed'] },
  token_keys: { key: { id: 'number' }, bytes: ['sealed'] },
  signing_keys: { key: { key_id: 'text' }, bytes: ['sealed'] },
  tenants: { key: { id: 'number' }, identity: 'id' },
  password_policies: { key: { tenant_id: 'number' } },
  tenant_counters: { key: { tenant_id: 'number', kind: 'text' } },
  removed_ids: { key: { tenant_id: 'number', kind: 'text', id: 'number' } },
  applications: { key: { id: 'number' }, identity: 'id' },
  application_agents: { key: { application_id: 'number', agent: 'text' } },
  application_tenants: { key: { application_id: 'number', tenant_id: 'number' } },
  application_tokens: { key: { token_hash: 'text' } },
  application_keys: { key: { application_id: 'number', key_id: 'text' } },
  revoked_tokens: { key: { token_id: 'text' } },
  roles: { key: { tenant_id: 'number', id: 'number' } },
  functional_rights: { key: { tenant_id: 'number', id: 'number' } },
  role_functional_rights: {
    key: { tenant_id: 'number', role_id: 'number', right_id: 'number' },
  },
  data_rights: {
    key: { tenant_id: 'number', role_id: 'number', table_name: 'text', relation: 'text' },
  },
  user_groups: { key: { tenant_id: 'number', id: 'number' } },
  licence_owners: { key: { tenant_id: 'number', id: 'number' } },
  licence_modules: { key: { tenant_id: 'number', id: 'number' } },
  contacts: { key: { tenant_id: 'number', id: 'number' } },
  persons: { key: { tenant_id: 'number', id: 'number' } },
  associates: { key: { tenant_id: 'number', id: 'number' } },
  associate_logins: { key: { tenant_id: 'number', associate_id: 'number' } },
  associate_history: { key: { tenant_id: 'number', id: 'number' } },
  associate_groups: { key: { tenant_id: 'number', associate_id: 'number', group_id: 'number' } },
  associate_licences: {
    key: { tenant_id: 'number', associate_id: 'number', module_id: 'number' },
  },
  password_resets: { key: { tenant_id: 'number', associate_id: 'number' } },
  system_users: { key: { tenant_id: 'number', application_id: 'number' } },
  untrusted_credentials: {
    key: { tenant_id: 'number', associate_id: 'number', type: 'text', public_value: 'text' },
    bytes: ['sealed'],
  },
  service_auths: { key: { tenant_id: 'number', id: 'number' }, bytes: ['sealed'] },
  external_tokens: { key: { tenant_id: 'number', key_hash: 'text' }, bytes: ['sealed'] },
  consents: { key: { tenant_id: 'number', application_id: 'number' }, bytes: ['sealed'] },
  refresh_tokens: { key: { token_hash: 'text' } },
  tickets: { key: { id: 'text' } },
  cs_sessions: { key: { login_id: 'number' }, identity: 'login_id' },
  failed_logins: { key: { tenant_id: 'number', name_hash: 'text', network: 'text' } },
  operators: { key: { id: 'number' }, identity: 'id' },
  audit_events: { key: { id: 'number' }, identity: 'id' },
} as const satisfies { readonly [T in DumpTableName]: DumpTable };

export const dumpTableNames = Object.keys(dumpTables) as readonly DumpTableName[];
