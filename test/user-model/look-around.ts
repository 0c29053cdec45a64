/** Asks every node about users, rights, seats and sessions, and compares the answers. */
import assert from 'node:assert/strict';
import { callUserAgent, resultOf, type UserOperation } from '../support/user-agent-calls.ts';
import { licenceNames } from './operations.ts';
import type { Run } from './run.ts';
import { byId, seatsTaken, type User, type World } from './world.ts';

/** Limit on tickets, and on tokens. */
const LOOKED_AT_MAX = 4;

/** The role types whose roles may change. */
const CHANGEABLE = 'employee';

/** @param nodes the nodes to ask about users and sessions. The first one is asked the rest too. */
export async function lookAround(run: Run, nodes: readonly number[]): Promise<void> {
  const [first = 0] = nodes;
  await Promise.all([
    ...nodes.flatMap((node) => [lookAtUsers(run, node), ...lookAtSessions(run, node)]),
    lookAtSeats(run, first),
    lookAtRights(run, first),
  ]);
}

function observe(run: Run, node: number, operation: UserOperation, json: object) {
  return resultOf(callUserAgent('rest', run.place(node, run.cast.observer), operation, json));
}

/** Asks about users who are gone too. */
async function lookAtUsers(run: Run, node: number): Promise<void> {
  const told = await observe(run, node, 'GetUserInfoList', { UserInfoIds: [...run.usedIds] });
  assert.ok(Array.isArray(told));
  const seen = told.map((info) => ({
    id: info.UserInfoId,
    name: info.UserName,
    role: info.RoleName,
    groupId: info.UserGroupId,
    personId: info.PersonId,
    isRetired: info.Deleted,
    licences: [...info.GrantedLicenses].sort().join(' '),
  }));
  assert.deepEqual(
    seen,
    run.world.users.map((user) => describe(run.world, user)),
  );
}

function describe({ roles, modules }: World, user: User) {
  const { id, name, roleId, groupId, personId, isRetired, licences } = user;
  const role = byId(roles, roleId)?.name;
  return {
    id,
    name,
    role,
    groupId,
    personId,
    isRetired,
    licences: licenceNames(modules, licences),
  };
}

async function lookAtSeats(run: Run, node: number): Promise<void> {
  const user = await observe(run, node, 'GetUser', { UserId: run.cast.observerId });
  const owners: readonly Links[] = Object(user).LicenseOwners;
  const links = owners.flatMap((owner) => [
    ...owner.RestrictedModuleLicenses,
    ...owner.UnrestrictedModuleLicenses,
  ]);
  for (const { id, name } of run.world.modules) {
    const link = links.find(({ ModuleLicenseId }) => ModuleLicenseId === id);
    assert.equal(link?.InUse, seatsTaken(run.world, id), `seats of ${name} at node ${node}`);
  }
}

interface Links {
  readonly RestrictedModuleLicenses: readonly Link[];
  readonly UnrestrictedModuleLicenses: readonly Link[];
}

interface Link {
  readonly ModuleLicenseId: number;
  readonly InUse: number;
}

async function lookAtRights(run: Run, node: number): Promise<void> {
  for (const { id, name, type, rights } of run.world.roles) {
    if (type !== CHANGEABLE) continue;
    const told = await observe(run, node, 'GetFunctionalRights', { RoleId: id });
    assert.ok(Array.isArray(told));
    const names = told.map(({ ExtraInfo }) => String(ExtraInfo)).sort();
    assert.deepEqual(names, [...rights].sort(), `rights of ${name} at node ${node}`);
  }
}

function lookAtSessions(run: Run, node: number): readonly Promise<void>[] {
  const client = run.client(node);
  const shown = [
    ...run.tickets.slice(-LOOKED_AT_MAX).map((ticket) => ({ ticket })),
    ...run.tokens.slice(-LOOKED_AT_MAX).map((token) => ({ token })),
  ];
  return shown.map(async (proof) => {
    const { told } = await client.whoIs(proof);
    const user = 'ticket' in proof ? run.userOf(proof.ticket) : run.userOfToken(proof.token);
    const kind = 'ticket' in proof ? 'ticket' : 'token';
    assert.equal(told, run.nameOf(user), `a ${kind} at node ${node}`);
  });
}
