/** The User agent's operations on functional rights and data rights, by SOAP and REST. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { builtInFunctionalRights } from '../../src/domain/roles/built-in-functional-rights.ts';
import {
  type Agent,
  agentOf,
  requireRefused,
  resultOf,
  ways,
} from '../support/user-agent-calls.ts';
import { type SceneCaller, UserAgentScene } from '../support/user-agent-scene.ts';

const externalRoleId = 10;
const anonymousRoleId = 11;
const systemRoleId = 12;

let scene: UserAgentScene;
before(async () => {
  scene = await UserAgentScene.create();
});
after(() => scene.close());

const idOf = (name: string) =>
  builtInFunctionalRights.find((right) => right.name === name)?.id ?? assert.fail(name);

for (const way of ways) {
  describe(`rights by ${way}`, () => {
    let administrator: SceneCaller;
    let agent: Agent;
    before(async () => {
      administrator = await scene.caller('admin-all');
      agent = agentOf(way, { url: scene.url, ticket: administrator.ticket });
    });

    const items = async (operation: 'GetAllFunctionalRights' | 'GetFunctionalRights', of: object) =>
      Object(await resultOf(agent(operation, of))) as readonly Record<string, unknown>[];
    const namesOf = async (RoleId: number) =>
      (await items('GetFunctionalRights', { RoleId })).map(({ ExtraInfo }) => ExtraInfo);
    const setRights = (RoleId: number, FunctionalRightIds: readonly number[] | null) =>
      agent('SetFunctionalRights', { RoleId, FunctionalRightIds });
    const eventsOfRights = async () =>
      (await scene.eventsBy(administrator)).filter(({ action }) => action === 'role-rights-set');

    describe('functional rights', () => {
      it('are listed by id for each type of role, with the code name in ExtraInfo', async () => {
        for (const [RoleType, type] of [
          ['Employee', 'employee'],
          ['ExternalUser', 'external'],
          ['Anonymous', 'anonymous'],
          ['System', 'system'],
        ] as const) {
          const listed = await items('GetAllFunctionalRights', { RoleType });
          const expected = builtInFunctionalRights.filter(({ roleType }) => roleType === type);
          assert.deepEqual(
            listed.map(({ Id, ExtraInfo }) => [Id, ExtraInfo]),
            expected.map(({ id, name }) => [id, name]),
          );
        }
      });

      it('are selected in the list of a role that has them', async () => {
        const { id } = await scene.addRole(['admin-lists']);
        const [all] = await items('GetAllFunctionalRights', { RoleType: 'Employee' });
        const [had] = await items('GetFunctionalRights', { RoleId: id });
        assert.deepEqual([all?.['Selected'], had?.['Selected']], [false, true]);
        const { TableRight: _t, FieldProperties: _f, LastChanged, ToolTip, ...item } = had ?? {};
        assert.match(String(LastChanged), /^0001-01-01T00:00:00/);
        assert.match(String(ToolTip), /Lists panel/);
        assert.deepEqual(item, {
          Id: 2,
          Name: 'List Administrator',
          Deleted: false,
          Rank: 0,
          Type: '',
          ColorBlock: 0,
          IconHint: '',
          Selected: true,
          ChildItems: [],
          ExtraInfo: 'admin-lists',
          StyleHint: '',
          Hidden: false,
          FullName: 'List Administrator',
        });
      });

      it('are replaced as a set, and the audit trail names the changes', async () => {
        const { id, name } = await scene.addRole(['admin-lists', 'hide-sale']);
        const [lists, email] = [idOf('admin-lists'), idOf('allow-send-email')];
        assert.equal(await resultOf(setRights(id, [email, lists, email])), undefined);
        assert.deepEqual(new Set(await namesOf(id)), new Set(['admin-lists', 'allow-send-email']));
        const event = { action: 'role-rights-set', roleId: id, name };
        const change = { ...event, added: 'allow-send-email', taken: 'hide-sale' };
        assert.deepEqual((await eventsOfRights()).at(-1), change);
        await resultOf(setRights(id, [lists, email]));
        assert.deepEqual((await eventsOfRights()).at(-1), change, 'nothing has changed since');
        for (const none of [[], null]) {
          await resultOf(setRights(id, [lists]));
          await resultOf(setRights(id, none));
          assert.deepEqual(await namesOf(id), []);
        }
      });

      it('stay unchanged if one right is refused', async () => {
        const { id } = await scene.addRole(['admin-lists']);
        for (const [wrong, message] of [
          [4711, /^There is no functional right 4711\./],
          [0, /^There is no functional right 0\./],
          [-1, /^There is no functional right -1\./],
          [idOf('ext-see-event-projects'), /type employee cannot have .+ ext-see-event-projects/],
        ] as const) {
          const refused = setRights(id, [idOf('hide-sale'), wrong]);
          await requireRefused(refused, 'SoInvalidArgumentException', message);
        }
        assert.deepEqual(await namesOf(id), ['admin-lists']);
      });

      it('can only be set for roles that exist and can be changed', async () => {
        await requireRefused(setRights(4711, []), 'SoNotFoundException', /^There is no role 4711/);
        const none = agent('GetFunctionalRights', { RoleId: 4711 });
        await requireRefused(none, 'SoNotFoundException', /^There is no role 4711/);
        const system = setRights(systemRoleId, []);
        await requireRefused(system, 'SoIllegalOperationException', /cannot be changed/);
        const anonymous = setRights(anonymousRoleId, [idOf('hide-sale')]);
        await requireRefused(anonymous, 'SoInvalidArgumentException', /type anonymous cannot have/);
      });
    });

    describe('a data right', () => {
      const cell = (
        RoleId: number,
        RelationToOwner: string,
        TableName: string | null = 'sale',
      ) => ({
        RoleId,
        TableName,
        RelationToOwner,
      });
      const get = (...position: Parameters<typeof cell>) =>
        agent('GetDataRight', cell(...position));
      const set = (DataRightValue: string | null, ...position: Parameters<typeof cell>) =>
        agent('SetDataRight', { ...cell(...position), DataRightValue });

      it('is set and read, with table and value in any case', async () => {
        const { id } = await scene.addRole();
        assert.equal(await resultOf(get(id, 'MyOwn')), '');
        for (const [given, value] of [
          ['R', 'R'],
          ['cr', 'CR'],
          ['Cru', 'CRU'],
          ['CRUD', 'CRUD'],
          ['', ''],
          ['R', 'R'],
          [null, ''],
        ] as const) {
          assert.equal(await resultOf(set(given, id, 'MyOwn', 'SALE')), undefined);
          assert.equal(await resultOf(get(id, 'MyOwn', 'Sale')), value);
        }
      });

      it('is refused with an invalid value and stays unchanged', async () => {
        const { id } = await scene.addRole();
        await resultOf(set('CR', id, 'MyOwn'));
        for (const value of ['C', 'RU', 'CD', 'U', 'X', ' R', 'RC']) {
          const refused = set(value, id, 'MyOwn');
          await requireRefused(
            refused,
            'SoInvalidArgumentException',
            /is no data right\. Use R, CR/,
          );
        }
        assert.equal(await resultOf(get(id, 'MyOwn')), 'CR');
      });

      it("must be a cell in the matrix of the role's type", async () => {
        const { id } = await scene.addRole();
        for (const [roleId, relation, table, message] of [
          [id, 'MyOwn', 'secret', /no data rights for the table "secret"/],
          [id, 'MyOwn', null, /no data rights for the table ""/],
          [id, 'MyCompany', 'sale', /type employee has no .+ MyCompany\. It has MyOwn, /],
          [id, 'SameProject', 'sale', /type employee has no .+ SameProject/],
          [externalRoleId, 'PrimaryGroup', 'sale', /type external has no .+ PrimaryGroup/],
          [anonymousRoleId, 'MyCompany', 'sale', /type anonymous has no .+ MyCompany/],
        ] as const) {
          for (const call of [get(roleId, relation, table), set('R', roleId, relation, table)]) {
            await requireRefused(call, 'SoInvalidArgumentException', message);
          }
        }
        const ofSystem = get(systemRoleId, 'MyOwn');
        await requireRefused(ofSystem, 'SoInvalidArgumentException', /type system .+ It has none/);
        const changing = set('R', systemRoleId, 'MyOwn');
        await requireRefused(changing, 'SoIllegalOperationException', /cannot be changed/);
        for (const call of [get(4711, 'MyOwn'), set('R', 4711, 'MyOwn')]) {
          await requireRefused(call, 'SoNotFoundException', /^There is no role 4711/);
        }
      });

      it('is part of a row with the columns of the type in order', async () => {
        const row = async (RoleId: number) =>
          Object(await resultOf(agent('GetDataRights', { RoleId, TableName: 'Appointment' })));
        const employee = await scene.addRole();
        await resultOf(set('CRU', employee.id, 'Anonymous', 'appointment'));
        assert.deepEqual(Object.entries(await row(employee.id)), [
          ['MyOwn', ''],
          ['PrimaryGroup', ''],
          ['OtherGroups', ''],
          ['OtherAssociates', ''],
          ['ExternalUser', ''],
          ['Anonymous', 'CRU'],
        ]);
        assert.deepEqual(Object.keys(await row(externalRoleId)), [
          'MyOwn',
          'OtherAssociates',
          'ExternalUser',
          'Anonymous',
          'MyCompany',
          'SameProject',
        ]);
        assert.deepEqual(await row(systemRoleId), {});
        for (const [RoleId, TableName, type] of [
          [4711, 'sale', 'SoNotFoundException'],
          [employee.id, 'role', 'SoInvalidArgumentException'],
        ] as const) {
          const refused = agent('GetDataRights', { RoleId, TableName });
          await requireRefused(refused, type, /^There (is no role|are no data rights)/);
        }
      });

      it('is part of a column with all tables in order', async () => {
        const column = (RoleId: number, RelationToOwner: string) =>
          agent('GetAllDataRights', { RoleId, RelationToOwner });
        const { id } = await scene.addRole();
        await resultOf(set('CRU', id, 'Anonymous', 'appointment'));
        await resultOf(set('R', id, 'MyOwn', 'sale'));
        const rights = Object(await resultOf(column(id, 'Anonymous')));
        assert.deepEqual(Object.entries(rights), [
          ['contact', ''],
          ['person', ''],
          ['project', ''],
          ['projectmember', ''],
          ['selection', ''],
          ['sale', ''],
          ['SaleStakeholder', ''],
          ['appointment', 'CRU'],
          ['document', ''],
          ['relations', ''],
          ['dashboard', ''],
        ]);
        for (const [roleId, relation, type, message] of [
          [4711, 'MyOwn', 'SoNotFoundException', /^There is no role 4711/],
          [id, 'MyCompany', 'SoInvalidArgumentException', /type employee has no .+ MyCompany/],
          [systemRoleId, 'MyOwn', 'SoInvalidArgumentException', /type system .+ It has none/],
          [id, 'CustomObjects', 'SoInvalidArgumentException', /no relation "CustomObjects"/],
        ] as const) {
          await requireRefused(column(roleId, relation), type, message);
        }
      });

      it('has no relation to the owners of custom objects', async () => {
        const { id } = await scene.addRole();
        for (const call of [get(id, 'CustomObjects'), set('R', id, 'CustomObjects')]) {
          const message = /no relation "CustomObjects" between users and data/;
          await requireRefused(call, 'SoInvalidArgumentException', message);
        }
      });

      it("updates the role's date and user, and is in the audit trail", async () => {
        const { id, name } = await scene.addRole();
        const entity = async () =>
          Object(await resultOf(agent('GetRoleEntity', { RoleEntityId: id })));
        assert.equal((await entity()).UpdatedBy.AssociateId, 0);
        await resultOf(set('R', id, 'MyOwn'));
        const changed = await entity();
        assert.equal(changed.UpdatedBy.AssociateId, administrator.user.id);
        const event = { action: 'role-data-rights-set', roleId: id, name, table: 'sale' };
        const events = await scene.eventsBy(administrator);
        assert.deepEqual(events.at(-1), { ...event, MyOwn: 'R' });
        await resultOf(set('r', id, 'MyOwn'));
        assert.deepEqual(await entity(), changed);
        assert.deepEqual(await scene.eventsBy(administrator), events);
      });
    });
  });
}

describe('the right admin-all', () => {
  it('cannot be taken from the last enabled user who has it', async () => {
    const alone = await UserAgentScene.create();
    try {
      const { ticket } = await alone.caller('admin-role');
      const role = await alone.addRole(['admin-all']);
      const user = await alone.addUser({ roleId: role.id });
      const other = await alone.addUser({ roleId: 1 });
      const { associates } = alone.services.stores;
      await associates.disable(other.id, Date.now());
      const refusal = /no enabled user with the functional right admin-all/;
      for (const way of ways) {
        const agent = agentOf(way, { url: alone.url, ticket });
        const set = { RoleId: role.id, FunctionalRightIds: [] };
        await requireRefused(
          agent('SetFunctionalRights', set),
          'SoIllegalOperationException',
          refusal,
        );
        const remove = { RoleIdToDelete: role.id, ReplacingRoleId: 4 };
        await requireRefused(agent('DeleteRole', remove), 'SoIllegalOperationException', refusal);
        assert.equal((await associates.find(user.id))?.roleId, role.id);
      }
      await associates.enable(other.id);
      const agent = agentOf('rest', { url: alone.url, ticket });
      const remove = { RoleIdToDelete: role.id, ReplacingRoleId: 4 };
      assert.equal(await resultOf(agent('DeleteRole', remove)), undefined);
    } finally {
      await alone.close();
    }
  });
});
