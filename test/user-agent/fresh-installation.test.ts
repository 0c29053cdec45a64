/** What the User agent returns for a new installation. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Agent, agentOf, resultOf } from '../support/user-agent-calls.ts';
import { UserAgentScene } from '../support/user-agent-scene.ts';

let scene: UserAgentScene;
let agent: Agent;
before(async () => {
  scene = await UserAgentScene.create();
  const { ticket } = await scene.caller('system');
  agent = agentOf('rest', { url: scene.url, ticket });
});
after(() => scene.close());

interface Item {
  readonly Id: number;
  readonly Name: string;
  readonly Rank: number;
  readonly ExtraInfo: string;
}

const items = async (...call: Parameters<Agent>) =>
  (await resultOf(agent(...call))) as readonly Item[];

const rightsOf = async (RoleId: number) =>
  (await items('GetFunctionalRights', { RoleId })).map(({ ExtraInfo }) => ExtraInfo);

describe('a fresh installation', () => {
  it('has the built-in roles, ranked by id', async () => {
    const roles = async (RoleType: string) =>
      (await items('GetAllRoles', { RoleType })).map(({ Id, Name, Rank }) => [Id, Name, Rank]);
    const employees = await roles('Employee');
    assert.deepEqual(
      employees.map(([, name]) => name),
      [
        'User level 0',
        'User level 1',
        'User level 2',
        'User level 3',
        'User level 4',
        'User level 5',
        'List Administrator',
        'User Administrator',
        'Local User',
        'eJournal Administrator',
        'eJournal User',
        'CRM Administrator',
        'CRM User',
      ],
    );
    assert.deepEqual(
      employees.map(([id]) => id),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 14, 15, 16],
    );
    assert.deepEqual(
      employees.map(([, , rank]) => rank),
      employees.map(([id]) => id),
    );
    assert.deepEqual(await roles('ExternalUser'), [[10, 'External User', 10]]);
    assert.deepEqual(await roles('Anonymous'), [[11, 'Anonymous User', 11]]);
    assert.deepEqual(await roles('System'), [[12, 'System User', 12]]);
  });

  it('has all functional rights, and its roles have the documented ones', async () => {
    const types = ['Employee', 'ExternalUser', 'Anonymous', 'System'];
    const counts = [];
    for (const RoleType of types) {
      counts.push((await items('GetAllFunctionalRights', { RoleType })).length);
    }
    assert.deepEqual(counts, [69, 7, 0, 0]);
    const administrator = await rightsOf(1);
    assert.ok(administrator.includes('admin-all'));
    assert.ok(!administrator.some((name) => /^(hide|ext)-/.test(name)), String(administrator));
    const lists = await rightsOf(7);
    assert.ok(lists.includes('admin-lists') && lists.includes('define-new-tags'));
    assert.ok((await rightsOf(8)).includes('admin-users'));
    assert.ok(!(await rightsOf(9)).includes('see-other-companies-associates'));
    for (const id of [11, 12]) assert.deepEqual(await rightsOf(id), []);
  });

  it('has the documented data rights', async () => {
    const cells = async (RoleEntityId: number) => {
      const { DataRights } = Object(await resultOf(agent('GetRoleEntity', { RoleEntityId })));
      const rows: readonly { readonly TableName: string }[] = DataRights.RowsInfo;
      const values: readonly (readonly { readonly Value: string }[])[] = DataRights.Rights;
      return rows.map(({ TableName }, index) => [
        TableName,
        ...(values[index] ?? []).map(({ Value }) => Value),
      ]);
    };
    for (const id of [1, 2, 7, 8]) {
      for (const [, ...row] of await cells(id)) assert.deepEqual(row, Array(6).fill('CRUD'));
    }
    const levelThree = new Map((await cells(4)).map(([table, ...row]) => [table, row.join(' ')]));
    assert.equal(levelThree.get('contact'), 'CRUD CRU CRU CRU CRU CRUD');
    assert.equal(levelThree.get('selection'), 'CRUD CR CR CR CR CRUD');
    assert.equal(levelThree.get('sale'), 'CRUD R R   CRUD');
    assert.equal(levelThree.get('relations'), 'CRUD CRUD CRUD CRUD CRUD CRUD');
  });

  it('has five user groups', async () => {
    const all = await resultOf(agent('GetAllUserGroups', { IncludeDeleted: true }));
    assert.deepEqual(
      (all as readonly { readonly Id: number; readonly Value: string }[]).map((group) => [
        group.Id,
        group.Value,
      ]),
      [
        [1, 'Administration'],
        [2, 'Sales'],
        [3, 'Service'],
        [4, 'Services'],
        [5, 'Marketing'],
      ],
    );
  });
});
