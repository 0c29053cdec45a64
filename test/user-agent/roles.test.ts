/** The User agent's operations on roles, by SOAP and REST. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { builtInRoles } from '../../src/domain/roles/built-in-roles.ts';
import {
  type Agent,
  agentOf,
  requireRefused,
  resultOf,
  ways,
} from '../support/user-agent-calls.ts';
import { type SceneCaller, UserAgentScene } from '../support/user-agent-scene.ts';

let nowMs = Date.parse('2026-11-27T12:00:00Z');
let scene: UserAgentScene;
before(async () => {
  scene = await UserAgentScene.create({ now: () => nowMs });
});
after(() => scene.close());

/** The result of an answer, whose type the compiler does not know. */
const entityOf = async (agent: Agent, RoleEntityId: number) =>
  Object(await resultOf(agent('GetRoleEntity', { RoleEntityId }))) as Record<string, unknown>;

const matrix = (cells: Readonly<Record<string, Readonly<Record<string, string>>>>) => {
  const relations = ['MyOwn', 'PrimaryGroup', 'OtherGroups', 'OtherAssociates'];
  const columns = [...new Set(Object.values(cells).flatMap(Object.keys))];
  return {
    ColumnsInfo: columns.map((name) => ({ Id: relations.indexOf(name) })),
    RowsInfo: Object.keys(cells).map((TableName) => ({ TableName })),
    Rights: Object.values(cells).map((row) => columns.map((name) => ({ Value: row[name] }))),
  };
};

for (const way of ways) {
  describe(`roles by ${way}`, () => {
    let administrator: SceneCaller;
    let agent: Agent;
    before(async () => {
      administrator = await scene.caller('admin-all');
      agent = agentOf(way, { url: scene.url, ticket: administrator.ticket });
    });
    beforeEach(() => {
      nowMs += 60_000;
    });

    const save = async (role: object) =>
      Object(await resultOf(agent('SaveRoleEntity', { RoleEntity: role })));
    const saved = async (role: object = {}) => save({ Name: scene.name('Saved'), ...role });
    const remove = (RoleIdToDelete: number, ReplacingRoleId = 0) =>
      agent('DeleteRole', { RoleIdToDelete, ReplacingRoleId });

    describe('a draft', () => {
      it('has the next rank, no rights and the columns of its type, unstored', async () => {
        const stored = await scene.services.stores.roles.list();
        for (const [type, columns] of [
          ['Employee', 6],
          ['ExternalUser', 6],
          ['Anonymous', 4],
          ['System', 0],
        ] as const) {
          const request = { Type: type };
          const draft = Object(await resultOf(agent('CreateDefaultRoleEntityFromType', request)));
          const { RoleId, Name, Tooltip, RoleType, Deleted, Rank, Created, Updated } = draft;
          assert.deepEqual([RoleId, Name, Tooltip, RoleType, Deleted], [0, '', '', type, 0]);
          assert.equal(Rank, Math.max(...stored.map(({ rank }) => rank)) + 1);
          assert.deepEqual([Created, Updated].map(Date.parse), [nowMs, nowMs]);
          assert.equal(draft.DataRights.ColumnsInfo.length, columns);
          assert.equal(draft.DataRights.RowsInfo.length, 11);
          const cells = draft.DataRights.Rights.flat();
          assert.equal(cells.length, 11 * columns);
          for (const { Value, Description } of cells) {
            assert.deepEqual([Value, Description], ['', 'None']);
          }
        }
        assert.deepEqual(await scene.services.stores.roles.list(), stored);
      });

      it('is an employee role by default, and can be saved once it has a name', async () => {
        const draft = Object(await resultOf(agent('CreateDefaultRoleEntity')));
        const role = await saved({ ...draft, Name: 'From a draft' });
        const { RoleId, Name, CreatedBy, UpdatedBy, ...rest } = role;
        const { RoleId: _id, Name: _name, CreatedBy: nobody, UpdatedBy: _u, ...expected } = draft;
        assert.deepEqual(rest, expected);
        assert.ok(RoleId > 16);
        assert.equal(Name, 'From a draft');
        assert.deepEqual([nobody.AssociateId, nobody.Name, nobody.Type], [0, null, 'Unknown']);
        const { user } = administrator;
        for (const { AssociateId, Name: name, Type } of [CreatedBy, UpdatedBy]) {
          assert.deepEqual([AssociateId, name, Type], [user.id, user.name, 'InternalAssociate']);
        }
      });
    });

    describe('a role that is read', () => {
      it('has a short and a full carrier', async () => {
        const [first] = builtInRoles;
        assert.ok(first);
        const { id: RoleId, name: Value, tooltip: Tooltip } = first;
        const short = Object(await resultOf(agent('GetRole', { RoleId })));
        assert.deepEqual([short.Id, short.Value, short.Tooltip], [RoleId, Value, Tooltip]);
        const full = Object(await resultOf(agent('GetRoleEntity', { RoleEntityId: RoleId })));
        assert.deepEqual([full.Name, full.Tooltip, full.RoleType], [Value, Tooltip, 'Employee']);
        assert.equal(full.CreatedBy.AssociateId, 0, 'nobody made a built-in role');
        const headings = full.DataRights.ColumnsInfo.map(({ Value: text }: never) => text);
        assert.deepEqual(headings, [
          'My own',
          'Primary group',
          'Other groups',
          'Other associates',
          'External user',
          'Anonymous',
        ]);
        const [row] = full.DataRights.RowsInfo;
        assert.deepEqual([row.TableName, row.TableDescription], ['contact', 'Company']);
        const [[cell]] = full.DataRights.Rights;
        assert.deepEqual([cell.Value, cell.Description], ['CRUD', 'Delete']);
      });

      it('is null if it does not exist', async () => {
        for (const id of [0, -1, 4711]) {
          assert.equal(await resultOf(agent('GetRole', { RoleId: id })), null);
          assert.equal(await resultOf(agent('GetRoleEntity', { RoleEntityId: id })), null);
        }
      });

      it('is listed by type and rank, without deleted ones', async () => {
        const list = async (RoleType: string) =>
          Object(await resultOf(agent('GetAllRoles', { RoleType })));
        const external = await save({ Name: 'Partner', RoleType: 'ExternalUser', Rank: -5 });
        const gone = await saved({ RoleType: 'ExternalUser' });
        await resultOf(remove(gone.RoleId));
        const items = await list('ExternalUser');
        const ids = items.map(({ Id }: { readonly Id: number }) => Id);
        assert.equal(ids[0], external.RoleId);
        assert.ok(ids.includes(10) && !ids.includes(gone.RoleId));
        const { TableRight: _right, FieldProperties: _fields, LastChanged, ...item } = items[0];
        assert.match(LastChanged, /^0001-01-01T00:00:00/);
        assert.deepEqual(item, {
          Id: external.RoleId,
          Name: 'Partner',
          ToolTip: '',
          Deleted: false,
          Rank: -5,
          Type: '',
          ColorBlock: 0,
          IconHint: '',
          Selected: false,
          ChildItems: [],
          ExtraInfo: '',
          StyleHint: '',
          Hidden: false,
          FullName: 'Partner',
        });
        assert.deepEqual(
          (await list('System')).map(({ Name }: never) => Name),
          ['System User'],
        );
        await resultOf(remove(external.RoleId));
      });
    });

    describe('a role that is saved', () => {
      it('keeps its type, changes every other field, and records the changed ones', async () => {
        const role = await saved({ RoleType: 'Employee', Rank: 3 });
        nowMs += 1000;
        const entity = { ...role, Name: 'Renamed', Tooltip: 'Told', RoleType: 'ExternalUser' };
        const changed = await save({ ...entity, Rank: 7, UseCategories: 5 });
        const { Name, Tooltip, RoleType, Rank, UseCategories, Created, Updated } = changed;
        assert.deepEqual([Name, Tooltip, RoleType], ['Renamed', 'Told', 'Employee']);
        assert.deepEqual([Rank, UseCategories], [7, 1]);
        assert.equal(Created, role.Created);
        assert.equal(Date.parse(Updated), nowMs);
        assert.deepEqual(await entityOf(agent, role.RoleId), changed);
        assert.deepEqual((await scene.eventsBy(administrator)).at(-1), {
          action: 'role-changed',
          roleId: role.RoleId,
          name: 'Renamed',
          fields: 'name tooltip rank usesCategories',
        });
      });

      it('is not updated if nothing in it changed', async () => {
        const role = await saved({ DataRights: matrix({ sale: { MyOwn: 'CRUD' } }) });
        const entity = await entityOf(agent, role.RoleId);
        const events = await scene.eventsBy(administrator);
        nowMs += 1000;
        assert.deepEqual(await save(entity), entity);
        assert.deepEqual(await entityOf(agent, role.RoleId), entity);
        assert.deepEqual(await scene.eventsBy(administrator), events);
      });

      it('may have the name of another role', async () => {
        const { Name } = await saved();
        assert.equal((await save({ Name })).Name, Name);
      });

      it('has a name of 239 characters and a tooltip of 254 at most', async () => {
        const longest = { Name: 'å'.repeat(239), Tooltip: 'ø'.repeat(254) };
        const role = await save(longest);
        assert.deepEqual([role.Name, role.Tooltip], [longest.Name, longest.Tooltip]);
        for (const [given, message] of [
          [{ Name: 'a'.repeat(240) }, /has 240 characters\. It may have 239 at most/],
          [{ Name: 'a', Tooltip: 'a'.repeat(255) }, /has 255 characters\. It may have 254/],
          [{ Name: '' }, /must not be empty/],
          [{ Name: null }, /must not be empty/],
          [{ Name: ' a' }, /no spaces at its ends/],
          [{ Name: 'a\tb' }, /no control characters/],
        ] as const) {
          const refused = agent('SaveRoleEntity', { RoleEntity: given });
          await requireRefused(refused, 'SoInvalidArgumentException', message);
        }
      });

      it('needs an existing id, or 0 for a new role', async () => {
        for (const RoleId of [4711, -1]) {
          const request = { RoleEntity: { RoleId, Name: 'Lost' } };
          const refused = agent('SaveRoleEntity', request);
          await requireRefused(refused, 'SoNotFoundException', /^There is no role -?\d+\./);
        }
        const nothing = agent('SaveRoleEntity', { RoleEntity: null });
        await requireRefused(nothing, 'SoInvalidArgumentException', /^RoleEntity is missing/);
      });

      it('must have a type that allows several roles', async () => {
        for (const RoleType of ['Anonymous', 'System']) {
          const refused = agent('SaveRoleEntity', { RoleEntity: { Name: 'Second', RoleType } });
          await requireRefused(refused, 'SoIllegalOperationException', /no other can be made/);
        }
        const system = { RoleId: 12, Name: 'Renamed', RoleType: 'System' };
        const refused = agent('SaveRoleEntity', { RoleEntity: system });
        await requireRefused(refused, 'SoIllegalOperationException', /cannot be changed/);
      });

      it('is deleted by the Deleted mark like by DeleteRole, and restored without it', async () => {
        const role = await saved();
        const user = await scene.addUser({ roleId: role.RoleId });
        const marked = { ...role, Deleted: 1 };
        await requireRefused(
          agent('SaveRoleEntity', { RoleEntity: marked }),
          'SoInvalidArgumentException',
          /need another role .+: none was given/,
        );
        await scene.services.stores.associates.update(user.id, { ...user, roleId: 4 });
        assert.equal((await save(marked)).Deleted, 1);
        assert.equal((await save({ ...role, Deleted: 0 })).Deleted, 0);
        const own = { RoleId: 1, Name: 'User level 0', Deleted: 1 };
        const refused = agent('SaveRoleEntity', { RoleEntity: own });
        await requireRefused(refused, 'SoIllegalOperationException', /it is your own/);
      });
    });

    describe('a matrix that is saved', () => {
      it('changes the named cells, in any case, and keeps the others', async () => {
        const role = await saved({
          DataRights: matrix({
            sale: { MyOwn: 'crud', OtherGroups: 'r' },
            contact: { MyOwn: 'Cr' },
          }),
        });
        const row = async (TableName: string) =>
          resultOf(agent('GetDataRights', { RoleId: role.RoleId, TableName }));
        const empty = { PrimaryGroup: '', OtherAssociates: '', ExternalUser: '', Anonymous: '' };
        assert.deepEqual(await row('sale'), { MyOwn: 'CRUD', OtherGroups: 'R', ...empty });
        await save({ ...role, DataRights: matrix({ SALE: { OtherGroups: '' } }) });
        assert.deepEqual(await row('Sale'), { MyOwn: 'CRUD', OtherGroups: '', ...empty });
        assert.deepEqual(await row('contact'), { MyOwn: 'CR', OtherGroups: '', ...empty });
        assert.equal(
          (await scene.eventsBy(administrator)).at(-1)?.['fields' as never],
          'dataRights',
        );
      });

      it('is refused as a whole if it cannot be read', async () => {
        const good = matrix({ sale: { MyOwn: 'R' } });
        const [column] = good.ColumnsInfo;
        const [row] = good.RowsInfo;
        const role = await saved();
        for (const [DataRights, message] of [
          [{ ...good, Rights: [] }, /does not fit together/],
          [{ ...good, Rights: null }, /does not fit together/],
          [{ ...good, Rights: [[]] }, /does not fit together/],
          [{ ...good, ColumnsInfo: [{ Id: 8 }] }, /no relation 8/],
          [{ ...good, ColumnsInfo: [{ Id: 6 }] }, /no data rights for the relation MyCompany/],
          [{ ...good, ColumnsInfo: [null] }, /no relation/],
          [{ ...good, RowsInfo: [{ TableName: 'secret' }] }, /for the table "secret"/],
          [{ ...good, RowsInfo: [null] }, /for the table ""/],
          [matrix({ sale: { MyOwn: 'C' } }), /"C" is no data right/],
          [matrix({ sale: { MyOwn: 'RU' } }), /"RU" is no data right/],
          [matrix({ sale: { MyOwn: 'R' }, Sale: { MyOwn: 'CR' } }), /names the table sale twice/],
          [
            {
              ColumnsInfo: [column, column],
              RowsInfo: [row],
              Rights: [[{ Value: 'R' }, { Value: 'CR' }]],
            },
            /names the relation MyOwn twice/,
          ],
        ] as const) {
          const entity = { ...role, Name: 'Half', DataRights };
          const refused = agent('SaveRoleEntity', { RoleEntity: entity });
          await requireRefused(refused, 'SoInvalidArgumentException', message);
        }
        assert.deepEqual(await entityOf(agent, role.RoleId), role);
      });
    });

    describe('a role that is deleted', () => {
      it('gives its users the replacement, and its record is kept', async () => {
        const [role, replacement] = [await saved(), await saved()];
        const user = await scene.addUser({ roleId: role.RoleId });
        assert.equal(await resultOf(remove(role.RoleId, replacement.RoleId)), undefined);
        const moved = await scene.services.stores.associates.find(user.id);
        assert.equal(moved?.roleId, replacement.RoleId);
        assert.equal((await entityOf(agent, role.RoleId))['Deleted'], 1);
        await requireRefused(remove(role.RoleId), 'SoNotFoundException', /^There is no role/);
        await requireRefused(remove(4711), 'SoNotFoundException', /^There is no role 4711/);
      });

      it('needs a replacement that is another role of its type and not deleted', async () => {
        const [role, gone] = [await saved(), await saved()];
        await resultOf(remove(gone.RoleId));
        await scene.addUser({ roleId: role.RoleId });
        for (const [id, message] of [
          [0, /none was given/],
          [4711, /there is no role 4711/],
          [role.RoleId, /it cannot replace itself/],
          [gone.RoleId, /is deleted/],
          [10, /is of the type external/],
        ] as const) {
          await requireRefused(remove(role.RoleId, id), 'SoInvalidArgumentException', message);
        }
      });

      it('must not be one that cannot be deleted', async () => {
        for (const [id, message] of [
          [1, /it is your own/],
          [11, /the only one of the type anonymous/],
          [12, /the only one of the type system/],
          [10, /it is the only one of the type external/],
        ] as const) {
          await requireRefused(remove(id), 'SoIllegalOperationException', message);
        }
        const other = await scene.caller('admin-role');
        const byOther = agentOf(way, { url: scene.url, ticket: other.ticket });
        const refused = byOther('DeleteRole', { RoleIdToDelete: 1, ReplacingRoleId: 2 });
        await requireRefused(refused, 'SoIllegalOperationException', /an administrator needs it/);
      });
    });

    describe('roles that are found by functional rights', () => {
      it('have at least one of them or none, with code names in any case', async () => {
        const [sending, listing] = [
          await scene.addRole(['allow-send-email']),
          await scene.addRole(['admin-lists', 'allow-dictionarySDK']),
        ];
        const ids = async (operation: 'With' | 'Without', ...FunctionalRightNames: string[]) => {
          const found = await resultOf(
            agent(`FindRoles${operation}FunctionalRights`, { FunctionalRightNames }),
          );
          return (Object(found) as number[]).filter((id) => [sending.id, listing.id].includes(id));
        };
        assert.deepEqual(await ids('With', 'ALLOW-DICTIONARYsdk'), [listing.id]);
        assert.deepEqual(await ids('With', 'admin-lists', 'allow-send-email', 'admin-lists'), [
          sending.id,
          listing.id,
        ]);
        assert.deepEqual(await ids('Without', 'Admin-Lists'), [sending.id]);
        for (const names of [[], ['no-such-right']]) {
          assert.deepEqual(await ids('With', ...names), []);
          assert.deepEqual(await ids('Without', ...names), [sending.id, listing.id]);
        }
        const find = async (FunctionalRightName: string | null) =>
          Object(await resultOf(agent('FindRolesWithFunctionalRight', { FunctionalRightName })));
        const items = await find('Allow-DictionarySDK');
        const found = items.find(({ Id }: { readonly Id: number }) => Id === listing.id);
        assert.deepEqual([found.Name, found.Type, found.ChildItems], [listing.name, '', []]);
        assert.deepEqual(await find('no-such-right'), []);
        assert.deepEqual(await find(null), []);
        for (const { id } of [sending, listing]) await resultOf(remove(id));
        assert.deepEqual(await ids('With', 'admin-lists', 'allow-send-email'), []);
        assert.deepEqual(await ids('Without', 'no-such-right'), []);
      });
    });
  });
}
