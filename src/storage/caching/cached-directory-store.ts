/** The directory, of which nothing is kept but what principals are made of. */
import type {
  DirectoryStore,
  License,
  NewLicense,
  NewRole,
  NewUserGroup,
  Principal,
  Role,
  UserGroup,
} from '../../domain/associate.ts';
import type { RecordCache } from './record-cache.ts';

export class CachedDirectoryStore implements DirectoryStore {
  readonly #store: DirectoryStore;
  readonly #principals: RecordCache<Principal>;

  constructor(store: DirectoryStore, principals: RecordCache<Principal>) {
    this.#store = store;
    this.#principals = principals;
  }

  findRoleByName(name: string): Promise<Role | null> {
    return this.#store.findRoleByName(name);
  }

  listRoles(): Promise<readonly Role[]> {
    return this.#store.listRoles();
  }

  addRole(role: NewRole): Promise<Role> {
    return this.#store.addRole(role);
  }

  updateRole(role: Role): Promise<void> {
    return this.#changing(this.#store.updateRole(role));
  }

  removeRole(id: number): Promise<void> {
    return this.#changing(this.#store.removeRole(id));
  }

  listGroups(): Promise<readonly UserGroup[]> {
    return this.#store.listGroups();
  }

  addGroup(group: NewUserGroup): Promise<UserGroup> {
    return this.#store.addGroup(group);
  }

  updateGroup(group: UserGroup): Promise<void> {
    return this.#store.updateGroup(group);
  }

  removeGroup(id: number): Promise<void> {
    return this.#store.removeGroup(id);
  }

  listLicenses(): Promise<readonly License[]> {
    return this.#store.listLicenses();
  }

  addLicense(license: NewLicense): Promise<License> {
    return this.#store.addLicense(license);
  }

  updateLicense(license: License): Promise<void> {
    return this.#changing(this.#store.updateLicense(license));
  }

  removeLicense(moduleId: number): Promise<void> {
    return this.#changing(this.#store.removeLicense(moduleId));
  }

  grantLicense(associateId: number, moduleId: number): Promise<void> {
    return this.#changing(this.#store.grantLicense(associateId, moduleId));
  }

  withdrawLicense(associateId: number, moduleId: number): Promise<void> {
    return this.#changing(this.#store.withdrawLicense(associateId, moduleId));
  }

  async #changing(change: Promise<void>): Promise<void> {
    try {
      await change;
    } finally {
      this.#principals.forgetAll();
    }
  }
}
