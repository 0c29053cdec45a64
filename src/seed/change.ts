/** The changes that make an installation what a seed says, as data, and how they are told. */
import { tellLicense } from './license-reference.ts';
import type { SeedTenant } from './seed.ts';
import type { SeedPath } from './seed-path.ts';
import type { SeedApplication, SeedGroup, SeedLicense, SeedRole, SeedUser } from './seed-schema.ts';

/** What belongs to a tenant. */
export interface EntryOf {
  readonly role: SeedRole;
  readonly group: SeedGroup;
  readonly license: SeedLicense;
  readonly user: SeedUser;
}

export type EntryKind = keyof EntryOf;

export type TenantChange =
  | { readonly what: 'tenant'; readonly action: 'add'; readonly tenant: SeedTenant }
  | {
      readonly what: 'tenant';
      readonly action: 'change';
      readonly fields: readonly string[];
      readonly tenant: SeedTenant;
    }
  | { readonly what: 'tenant'; readonly action: 'remove'; readonly tenant: SeedTenant };

export type AddEntry<K extends EntryKind> = {
  readonly what: K;
  readonly action: 'add';
  readonly contextIdentifier: string;
  readonly entry: EntryOf[K];
};

export type ChangeEntry<K extends EntryKind> = {
  readonly what: K;
  readonly action: 'change';
  readonly contextIdentifier: string;
  readonly id: number;
  readonly before: EntryOf[K];
  /** What is different, by the names of the file. */
  readonly fields: readonly string[];
  readonly entry: EntryOf[K];
};

export type RemoveEntry<K extends EntryKind> = {
  readonly what: K;
  readonly action: 'remove';
  readonly contextIdentifier: string;
  readonly id: number;
  readonly before: EntryOf[K];
};

export type EntryChange = {
  [K in EntryKind]: AddEntry<K> | ChangeEntry<K> | RemoveEntry<K>;
}[EntryKind];

export type ApplicationChange =
  | {
      readonly what: 'application';
      readonly action: 'add';
      readonly application: SeedApplication;
      readonly path: SeedPath;
    }
  | {
      readonly what: 'application';
      readonly action: 'change';
      readonly id: number;
      readonly before: SeedApplication;
      readonly fields: readonly string[];
      readonly application: SeedApplication;
      /** Whether tokens go that the seed does not list. */
      readonly dropsOtherTokens: boolean;
      readonly path: SeedPath;
    }
  | {
      readonly what: 'application';
      readonly action: 'remove';
      readonly id: number;
      readonly before: SeedApplication;
    };

export type SystemUserChange =
  | {
      readonly what: 'systemUser';
      readonly action: 'add';
      /** Its name. */
      readonly application: string;
      readonly contextIdentifier: string;
      readonly user: string;
    }
  | {
      readonly what: 'systemUser';
      readonly action: 'remove';
      readonly applicationId: number;
      readonly application: string;
      readonly contextIdentifier: string;
      readonly user: string;
    };

/** Passwords and tokens stand in it as they are: never print one, only what `tellChange` says. */
export type Change = TenantChange | EntryChange | ApplicationChange | SystemUserChange;

/** One line without secrets, such as `change role Employee (Cust12345): description`. */
export function tellChange(change: Change): string {
  const fields = change.action === 'change' ? `: ${change.fields.join(', ')}` : '';
  return `${change.action} ${subjectOf(change)}${fields}`;
}

function subjectOf(change: Change): string {
  switch (change.what) {
    case 'tenant': {
      const { contextIdentifier } = change.tenant;
      return contextIdentifier === '' ? 'installation' : `tenant ${contextIdentifier}`;
    }
    case 'application':
      return `application ${(change.action === 'add' ? change.application : change.before).name}`;
    case 'systemUser':
      return `system user ${change.user} of ${change.application}${tellTenant(change)}`;
    case 'license': {
      const license = change.action === 'add' ? change.entry : change.before;
      return `licence ${tellLicense(license)}${tellTenant(change)}`;
    }
    default: {
      const { name } = change.action === 'add' ? change.entry : change.before;
      return `${change.what} ${name}${tellTenant(change)}`;
    }
  }
}

function tellTenant({ contextIdentifier }: { readonly contextIdentifier: string }): string {
  return contextIdentifier === '' ? '' : ` (${contextIdentifier})`;
}
