/**
 * Principals contain role, functional rights and licences in separate fields. Changes apply from
 * the next call of every session, on this node and on others.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authorization, callRest, currentPrincipal } from '../support/rest-calls.ts';
import { administratorRoleId, startSession } from '../support/test-installation.ts';
import { agentOf, requireRefused, resultOf } from '../support/user-agent-calls.ts';
import { type SceneCaller, UserAgentScene } from '../support/user-agent-scene.ts';

let scene: UserAgentScene;
let administrator: SceneCaller;
let otherUrl: string;
before(async () => {
  scene = await UserAgentScene.create();
  administrator = await scene.caller('admin-all');
  const other = await scene.installation.openAgain();
  otherUrl = await scene.installation.serve({}, null, undefined, other);
});
after(() => scene.close());

interface ToldPrincipal {
  readonly RoleId: number;
  readonly RoleName: string;
  readonly RoleDescription: string;
  readonly RoleType: string;
  readonly FunctionRights: readonly string[];
  readonly Licenses: readonly { readonly Name: string; readonly OwnerName: string }[];
  readonly GroupId: number;
  readonly SecondaryGroups: readonly number[];
}

async function principalOf(url: string, ticket: string): Promise<ToldPrincipal> {
  const proof = { authorization: authorization.ticket(ticket) };
  const { status, json, text } = await callRest(url, currentPrincipal, proof);
  assert.equal(status, 200, text);
  return json as ToldPrincipal;
}

const administer = () => agentOf('soap', { url: scene.url, ticket: administrator.ticket });

async function setRights(RoleId: number, names: readonly string[]): Promise<void> {
  const known = await scene.services.stores.roles.listRights();
  const FunctionalRightIds = known.filter(({ name }) => names.includes(name)).map(({ id }) => id);
  await resultOf(administer()('SetFunctionalRights', { RoleId, FunctionalRightIds }));
}

describe('a principal', () => {
  it("has its role's rights sorted by code units, and separate licences", async () => {
    const role = await scene.addRole(['hide-sale', 'allow-dictionarySDK', 'admin-lists']);
    const user = await scene.addLicensedUser({ roleId: role.id, secondaryGroupIds: [3, 2] });
    const told = await principalOf(scene.url, await startSession(scene.services, user));
    assert.deepEqual(told.FunctionRights, ['admin-lists', 'allow-dictionarySDK', 'hide-sale']);
    const { RoleId, RoleName, RoleDescription, RoleType, GroupId, SecondaryGroups } = told;
    assert.deepEqual([RoleId, RoleName], [role.id, role.name]);
    assert.deepEqual([RoleDescription, RoleType], ['', 'Employee']);
    assert.deepEqual([GroupId, SecondaryGroups], [1, [2, 3]]);
    const licences = told.Licenses.map(({ Name }) => Name);
    assert.ok(licences.includes('server') && licences.includes('web'));
    assert.ok(!licences.includes('sale-cal'), 'a licence that is not assigned');
    assert.ok(told.Licenses.every(({ OwnerName }) => OwnerName === 'SUPEROFFICE'));
  });

  it('has a right that needs a licence only with that licence', async () => {
    const { roles, licences } = scene.services.stores;
    const right = {
      name: 'partner-right',
      label: 'Partner',
      description: '',
      roleType: 'employee',
      requiredModule: 'visible-for',
      isBuiltIn: false,
    } as const;
    await roles.addRight(right);
    const role = await scene.addRole(['partner-right']);
    const user = await scene.addLicensedUser({ roleId: role.id });
    const ticket = await startSession(scene.services, user);
    const rightsOf = async () => (await principalOf(scene.url, ticket)).FunctionRights;
    assert.deepEqual(await rightsOf(), ['partner-right']);
    await resultOf(administer()('RemoveLicenses', { AssociateId: user.id }));
    assert.deepEqual(await rightsOf(), []);
    assert.equal((await licences.assignedTo([user.id])).get(user.id)?.length ?? 0, 0);
  });
});

for (const [node, urlOf] of [
  ['this node', () => scene.url],
  ['another node', () => otherUrl],
] as const) {
  describe(`from the next call of every session on ${node}`, () => {
    it('a right that was added or removed applies', async () => {
      const role = await scene.addRole();
      const user = await scene.addUser({ roleId: role.id });
      const tickets = [
        await startSession(scene.services, user),
        await startSession(scene.services, user),
      ];
      const agents = tickets.map((ticket) => agentOf('rest', { url: urlOf(), ticket }));
      const group = () => ({ UserGroup: { Value: scene.name('Group') } });
      for (const agent of agents) {
        const refused = agent('SaveUserGroup', group());
        await requireRefused(refused, 'SoIllegalOperationException', /^You are not permitted/);
      }
      await setRights(role.id, ['admin-lists']);
      for (const agent of agents) await resultOf(agent('SaveUserGroup', group()));
      for (const ticket of tickets) {
        assert.deepEqual((await principalOf(urlOf(), ticket)).FunctionRights, ['admin-lists']);
      }
      await setRights(role.id, []);
      for (const agent of agents) {
        const refused = agent('SaveUserGroup', group());
        await requireRefused(refused, 'SoIllegalOperationException', /^You are not permitted/);
      }
    });

    it('a changed role, a removed group and a removed licence apply', async () => {
      const role = await scene.addRole();
      const group = await scene.addGroup();
      const user = await scene.addLicensedUser({ roleId: role.id, groupId: group.id });
      const ticket = await startSession(scene.services, user);
      const told = () => principalOf(urlOf(), ticket);
      assert.equal((await told()).RoleName, role.name);
      const agent = administer();
      const entity = { RoleId: role.id, Name: 'Renamed', Tooltip: 'New', RoleType: 'Employee' };
      await resultOf(agent('SaveRoleEntity', { RoleEntity: entity }));
      const renamed = await told();
      assert.deepEqual([renamed.RoleName, renamed.RoleDescription], ['Renamed', 'New']);
      const replace = { RoleIdToDelete: role.id, ReplacingRoleId: administratorRoleId };
      await resultOf(agent('DeleteRole', replace));
      assert.equal((await told()).RoleId, administratorRoleId);
      const move = { UserGroupToDelete: group.id, UserGroupToMoveTo: 2 };
      await resultOf(agent('DeleteUserGroup', move));
      assert.equal((await told()).GroupId, 2);
      await resultOf(agent('RemoveLicenses', { AssociateId: user.id }));
      assert.ok(!(await told()).Licenses.some(({ Name }) => Name === 'web'));
    });
  });
}
