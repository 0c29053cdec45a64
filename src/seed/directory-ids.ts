/** The ids of what users refer to by name, as a tenant has them now. */

import { DomainError } from '../domain/errors.ts';
import type { Stores } from '../domain/installation.ts';
import { foldName } from '../domain/names.ts';
import { licenseKey } from './license-reference.ts';

export interface DirectoryOfTenant {
  readonly tenantId: number;
  /** Each throws DomainError `not-found`. */
  readonly roleId: (name: string) => number;
  readonly groupId: (name: string) => number;
  readonly moduleId: (owner: string, name: string) => number;
}

/**
 * Remembers the directory of one tenant: its users come one after the other, and after everything
 * that they refer to.
 */
export class DirectoryIds {
  readonly #stores: Stores;
  #known: { readonly contextIdentifier: string; readonly directory: DirectoryOfTenant } | null =
    null;

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  /** @throws DomainError `not-found` */
  async tenantId(contextIdentifier: string): Promise<number> {
    if (this.#known?.contextIdentifier === contextIdentifier) return this.#known.directory.tenantId;
    const tenant = await this.#stores.tenants.find(contextIdentifier);
    if (tenant) return tenant.id;
    throw new DomainError('not-found', `There is no tenant ${contextIdentifier}. Plan anew.`);
  }

  /** @throws DomainError `not-found` */
  async of(contextIdentifier: string): Promise<DirectoryOfTenant> {
    if (this.#known?.contextIdentifier === contextIdentifier) return this.#known.directory;
    const tenantId = await this.tenantId(contextIdentifier);
    const { directory } = this.#stores.ofTenant(tenantId);
    const roles = idsByName(await directory.listRoles());
    const groups = idsByName(await directory.listGroups());
    const licenses = new Map(
      (await directory.listLicenses()).map((license) => [keyOf(license), license.moduleId]),
    );
    const read: DirectoryOfTenant = {
      tenantId,
      roleId: (name) => known('role', name, roles.get(foldName(name))),
      groupId: (name) => known('group', name, groups.get(foldName(name))),
      moduleId: (owner, name) => known('licence', name, licenses.get(licenseKey({ owner, name }))),
    };
    this.#known = { contextIdentifier, directory: read };
    return read;
  }
}

function idsByName(
  entries: readonly { readonly id: number; readonly name: string }[],
): ReadonlyMap<string, number> {
  return new Map(entries.map(({ id, name }) => [foldName(name), id]));
}

function keyOf({ ownerName, name }: License): string {
  return licenseKey({ owner: ownerName, name });
}

/** Planning found it; it can only be missing when somebody else removed it since. */
function known(what: string, name: string, id: number | undefined): number {
  if (id !== undefined) return id;
  throw new DomainError('not-found', `There is no ${what} ${name} any more. Plan anew.`);
}
