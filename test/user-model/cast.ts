/** A new tenant with one user for each kind of administrator, and what the model knows of it. */
import assert from 'node:assert/strict';
import {
  createApplicationToken,
  createClientId,
  hashApplicationToken,
  plainApplication,
} from '../../src/domain/applications/application.ts';
import { createContact } from '../../src/domain/contacts/contact.ts';
import { addTenant } from '../../src/domain/tenants/tenant.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import { NODES, type Nodes } from '../model/nodes.ts';
import type { Application } from '../model/records.ts';
import { asOperator } from '../support/operator.ts';
import {
  addPerson,
  addUser,
  administratorRoleId,
  plainRoleId,
  startSession,
  type TestUser,
} from '../support/test-installation.ts';
import { passwordOf } from './moves.ts';
import {
  ADMIN_EXTERNAL,
  type Module,
  type Person,
  type Role,
  type User,
  type World,
} from './world.ts';

export interface Cast {
  readonly tenant: string;
  readonly application: Application;
  /** The ticket of a system user, whom nobody changes. */
  readonly observer: string;
  readonly observerId: number;
  readonly rightIds: ReadonlyMap<string, number>;
  readonly world: World;
}

const externalRoleId = 10;
const systemRoleId = 12;
const FREE_PERSONS = 4;
const password = passwordOf(0);

export async function castFor(nodes: Nodes, run: number): Promise<Cast> {
  const registry = nodes.registryOf(NODES);
  const tenant = `Tenant${run}`;
  const asked = { contextIdentifier: tenant, companyName: 'Company' };
  const added = await registry.stores.transaction((inside) =>
    addTenant(inside, asked, nodes.clock.nowMs),
  );
  const services = registry.of(added);
  const roles = [...(await addRoles(services)), externalRoleId, systemRoleId];
  const modules = await addModules(services);
  const stranger = await services.stores.contacts.add(createContact('Elsewhere'));
  const persons = await addPersons(services, stranger.id);
  const cast = new Users(services, modules);
  const [userRole = 0, roleRole = 0] = roles;
  await cast.add('ada', { roleId: administratorRoleId });
  await cast.add('uwe', { roleId: userRole });
  await cast.add('rolf', { roleId: roleRole });
  await cast.add('pia', {});
  const atElsewhere = { type: 'external', roleId: externalRoleId, groupId: 0 } as const;
  await cast.add('eva', { ...atElsewhere, contactId: stranger.id }, [ADMIN_EXTERNAL]);
  await cast.add('ivo', {}, [ADMIN_EXTERNAL]);
  const system = { type: 'system', roleId: systemRoleId, groupId: 0 } as const;
  const observer = await cast.add('observer', system);
  const known = await rolesOf(services);
  return {
    tenant,
    application: await addApplication(nodes, run),
    observer: observer.ticket,
    observerId: observer.userId,
    rightIds: known.rightIds,
    world: {
      roles: known.roles.filter(({ id }) =>
        [administratorRoleId, plainRoleId, ...roles].includes(id),
      ),
      modules,
      persons: [...persons, ...cast.persons],
      groups: (await services.stores.groups.list()).map(({ id }) => id),
      users: cast.users,
      sessions: cast.sessions.filter(({ userId }) => userId !== observer.userId),
      tokens: [],
    },
  };
}

class Users {
  readonly users: User[] = [];
  readonly persons: Person[] = [];
  readonly sessions: { readonly userId: number; readonly ticket: string }[] = [];
  readonly #services: TenantServices;
  readonly #modules: readonly Module[];

  constructor(services: TenantServices, modules: readonly Module[]) {
    this.#services = services;
    this.#modules = modules;
  }

  /** Adds a user, and the person that the user is. */
  async add(name: string, profile: Partial<TestUser>, licences: readonly string[] = []) {
    const { stores } = this.#services;
    const user = await addUser(this.#services, name, password, profile);
    const ids = this.#modules.filter((it) => licences.includes(it.name)).map(({ id }) => id);
    await stores.licences.assign(user.id, ...ids);
    const { type, contactId, personId, roleId, groupId } = user;
    assert.ok(type === 'internal' || type === 'external' || type === 'system');
    if (personId !== 0) this.persons.push({ id: personId, contactId, isOurs: type === 'internal' });
    const base = { id: user.id, name, type, roleId, groupId, personId };
    this.users.push({ ...base, licences: ids, password, isRetired: false });
    const session = { userId: user.id, ticket: await startSession(this.#services, user) };
    this.sessions.push(session);
    return session;
  }
}

/** One role that administers users, one that administers roles. */
async function addRoles({ roles, stores }: TenantServices): Promise<readonly number[]> {
  const actor = asOperator('change-roles');
  const rights = await stores.roles.listRights();
  const ids: number[] = [];
  for (const right of ['admin-users', 'admin-role']) {
    const profile = { tooltip: '', type: 'employee', rank: 100, isDeleted: false } as const;
    const rest = { usesCategories: false, dataRights: {} };
    const { role } = await roles.save(actor, { id: 0, name: right, ...profile, ...rest });
    const own = rights.filter(({ name }) => name === right).map(({ id }) => id);
    await roles.setRights(actor, role.id, own);
    ids.push(role.id);
  }
  return ids;
}

async function rolesOf({ stores }: TenantServices) {
  const roles = await stores.roles.list();
  const rights = await stores.roles.listRights();
  const granted = await stores.roles.rightIds(roles.map(({ id }) => id));
  const nameOf = new Map(rights.map(({ id, name }) => [id, name]));
  return {
    roles: roles.map(({ id, name, type }): Role => {
      const names = (granted.get(id) ?? []).map((right) => nameOf.get(right) ?? '');
      return { id, name, type, rights: names };
    }),
    rightIds: new Map(rights.map(({ id, name }) => [name, id])),
  };
}

/** Two licences with few seats, and the one for administering external users. */
async function addModules({ licences, stores }: TenantServices): Promise<readonly Module[]> {
  const known = await stores.licences.listModules();
  const external = known.find(({ name }) => name === ADMIN_EXTERNAL);
  assert.ok(external);
  const actor = asOperator('change-licences');
  const { id: _id, ...like } = { ...external, isUnrestricted: false, prerequisite: null };
  const one = { ...like, name: 'one-seat', seats: 1, allowedTypes: [] };
  const two = { ...like, name: 'two-seats', seats: 2, allowedTypes: ['internal'] as const };
  const added = [await licences.saveModule(actor, one), await licences.saveModule(actor, two)];
  return [...added, external].map(({ id, name, isUnrestricted, seats, allowedTypes }) => ({
    id,
    name,
    seats: isUnrestricted ? Number.POSITIVE_INFINITY : seats,
    types: allowedTypes,
  }));
}

async function addPersons({ stores }: TenantServices, strangerId: number) {
  const persons: Person[] = [];
  for (let count = 0; count < FREE_PERSONS; count += 1) {
    const ours = await addPerson(stores, `Ours ${count}`);
    const [{ contactId = 0 } = {}] = await stores.persons.findAll([ours]);
    persons.push({ id: ours, contactId, isOurs: true });
    const theirs = await addPerson(stores, `Theirs ${count}`, null, strangerId);
    persons.push({ id: theirs, contactId: strangerId, isOurs: false });
  }
  return persons;
}

async function addApplication(nodes: Nodes, run: number): Promise<Application> {
  const { applications } = nodes.registryOf(NODES).stores;
  const token = createApplicationToken();
  const profile = { name: `Application ${run}`, clientId: createClientId(), agents: ['User'] };
  const full = { ...plainApplication, ...profile, tenantIds: 'all' } as const;
  const { id } = await applications.add(full, hashApplicationToken(token), nodes.clock.nowMs);
  return { id, clientId: profile.clientId, token, disabled: false, failures: 0 };
}
