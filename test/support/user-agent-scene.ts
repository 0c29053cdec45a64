/** An on-site installation with one user for each kind of caller of the User agent. */
import assert from 'node:assert/strict';
import type { OperatorActor, UserActor } from '../../src/domain/actor.ts';
import { authorise } from '../../src/domain/actor.ts';
import { systemClock } from '../../src/domain/clock.ts';
import {
  type Contact,
  type ContactProfile,
  createContact,
} from '../../src/domain/contacts/contact.ts';
import type { UserGroup } from '../../src/domain/groups/user-group.ts';
import type { Role } from '../../src/domain/roles/role.ts';
import type { RoleType } from '../../src/domain/roles/role-type.ts';
import type { Associate, CsUserStatus } from '../../src/domain/users/associate.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import {
  addUser,
  administratorRoleId,
  plainRoleId,
  startSession,
  TestInstallation,
  type TestUser,
} from './test-installation.ts';
import type { CallerName } from './user-agent-permissions.ts';

const operator: OperatorActor = {
  kind: 'operator',
  name: 'root@test',
  role: 'operator',
  caller: null,
};
/** The password of each caller. */
export const scenePassword = 'password of the scene';
const externalRoleId = 10;
const anonymousRoleId = 11;
const systemRoleId = 12;

/** Adds records to a tenant for tests. */
export class TenantRecords {
  readonly services: TenantServices;
  #made = 0;

  constructor(services: TenantServices) {
    this.services = services;
  }

  /** Returns a unique name. */
  name(what: string): string {
    this.#made += 1;
    return `${what} ${this.#made}`;
  }

  /** Adds a role with the named functional rights and without data rights. */
  async addRole(rights: readonly string[] = [], type: RoleType = 'employee'): Promise<Role> {
    const { roles, stores } = this.services;
    const actor = authorise(operator, 'change-roles');
    const { role } = await roles.save(actor, {
      id: 0,
      name: this.name('Role'),
      tooltip: '',
      type,
      rank: 100,
      isDeleted: false,
      usesCategories: false,
      dataRights: {},
    });
    const known = await stores.roles.listRights();
    const ids = known.filter(({ name }) => rights.includes(name)).map(({ id }) => id);
    if (ids.length > 0) await roles.setRights(actor, role.id, ids);
    return role;
  }

  addGroup(): Promise<UserGroup> {
    const actor = authorise(operator, 'change-groups');
    const group = { id: 0, tooltip: '', rank: 100, isDeleted: false };
    return this.services.groups.save(actor, { ...group, name: this.name('Group') });
  }

  addContact(given: Partial<ContactProfile> = {}): Promise<Contact> {
    return this.services.stores.contacts.add(createContact(this.name('Contact'), given));
  }

  addUser(profile: Partial<TestUser> = {}, password: string | null = null): Promise<Associate> {
    return addUser(this.services, this.name('user'), password, profile);
  }

  addExternalUser(profile: Partial<TestUser> = {}): Promise<Associate> {
    return this.addUser({ roleId: externalRoleId, type: 'external', groupId: 0, ...profile });
  }

  /** Adds a login to a server that belongs to the user, and returns its id. */
  async addServiceAuth(user: Associate): Promise<number> {
    const { serviceAuths, stores } = this.services;
    const principal = await stores.associates.principal(user);
    const caller = { address: '192.0.2.7', userAgent: 'test' };
    const owner: UserActor = { kind: 'user', principal, application: null, caller };
    const login = { id: 0, server: 'a', port: 1, authType: '', userName: '', password: 'secret' };
    return (await serviceAuths.save(authorise(owner, 'keep-secrets'), login)).id;
  }

  /** Gives a user an account in Customer Service. Its id is that of the user. */
  async giveCsUser({ id }: Associate, status: CsUserStatus = 'normal'): Promise<void> {
    const { associates } = this.services.stores;
    const user = (await associates.find(id)) ?? assert.fail(`there is no user ${id}`);
    await associates.update(id, { ...user, csUser: { id, accessLevel: 1, status } });
  }

  /** Adds a user with all licences that an internal user can have. */
  async addLicensedUser(profile: Partial<TestUser> = {}): Promise<Associate> {
    const user = await this.addUser(profile);
    const modules = await this.services.stores.licences.listModules();
    const ids = modules
      .filter(({ name }) => ['user', 'web', 'visible-for'].includes(name))
      .map(({ id }) => id);
    await this.services.licences.assign(authorise(operator, 'administer-users'), user.id, ids);
    return user;
  }
}

/** A user with a session. */
export interface SceneCaller {
  readonly user: Associate;
  readonly ticket: string;
}

export class UserAgentScene extends TenantRecords {
  readonly installation: TestInstallation;
  readonly url: string;

  private constructor(installation: TestInstallation, services: TenantServices, url: string) {
    super(services);
    this.installation = installation;
    this.url = url;
  }

  static async create(
    clock = systemClock,
    settings: Parameters<typeof TestInstallation.create>[2] = {},
  ): Promise<UserAgentScene> {
    const installation = await TestInstallation.create('onsite', clock, settings);
    const services = await installation.servicesOf();
    return new UserAgentScene(installation, services, await installation.serve());
  }

  close(): Promise<void> {
    return this.installation.close();
  }

  /**
   * Returns the audit events of what a caller has changed and of changes to the caller, oldest
   * first: action and detail.
   */
  async eventsBy({ user }: SceneCaller) {
    const { audit } = this.installation.registry.stores;
    const events = await audit.listLatest({ outcome: 'succeeded' }, 10_000);
    return events
      .filter((event) => event.user === user.name || event.detail['by'] === user.name)
      .toReversed()
      .map(({ action, detail: { by: _by, ...rest } }) => ({ action, ...rest }));
  }

  async addCaller(profile: Partial<TestUser> = {}): Promise<SceneCaller> {
    const user = await this.addUser(profile, scenePassword);
    return { user, ticket: await startSession(this.services, user) };
  }

  /** Returns the caller of a kind. */
  async caller(name: CallerName): Promise<SceneCaller> {
    switch (name) {
      case 'admin-all':
        return this.addCaller({ roleId: administratorRoleId });
      case 'admin-role':
      case 'admin-users':
      case 'admin-lists':
        return this.addCaller({ roleId: (await this.addRole([name])).id });
      case 'employee':
        return this.addCaller({ roleId: plainRoleId });
      case 'external':
        return this.addCaller({ roleId: externalRoleId, type: 'external', groupId: 0 });
      case 'system':
        return this.addCaller({ roleId: systemRoleId, type: 'system', groupId: 0 });
      case 'anonymous':
        return this.addCaller({ roleId: anonymousRoleId, type: 'anonymous', groupId: 0 });
    }
  }
}
