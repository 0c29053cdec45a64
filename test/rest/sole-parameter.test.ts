/** Requests whose only parameter is not named: in the query, or as the whole body. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authorization, callRest, errorOf, type RestAnswer } from '../support/rest-calls.ts';
import { type SceneCaller, UserAgentScene } from '../support/user-agent-scene.ts';

let scene: UserAgentScene;
let admin: SceneCaller;
before(async () => {
  scene = await UserAgentScene.create();
  admin = await scene.caller('admin-all');
});
after(() => scene.close());

const call = (operation: string, json?: unknown): Promise<RestAnswer> =>
  callRest(scene.url, `/api/v1/Agents/User/${operation}`, {
    authorization: authorization.ticket(admin.ticket),
    ...(json !== undefined && { json }),
  });

/** Returns the answer, whose status must be 200. */
async function resultOf(operation: string, json?: unknown) {
  const answer = await call(operation, json);
  assert.equal(answer.status, 200, answer.text);
  return Object(answer.json);
}

async function assertRefused(answer: Promise<RestAnswer>, status: number, message: RegExp) {
  const told = await answer;
  assert.equal(told.status, status, told.text);
  assert.match(errorOf(told).message, message);
}

describe('a number that is the only parameter', () => {
  it('is read from the query, whatever the case of its name', async () => {
    const { id } = await scene.addUser();
    const named = await resultOf('GetUser', { UserId: id });
    assert.equal(named.AssociateId, id);
    for (const query of [`userId=${id}`, `USERID=${id}`, `$select=name&userId=${id}`]) {
      for (const body of [undefined, null, {}, { other: 1 }]) {
        assert.deepEqual(await resultOf(`GetUser?${query}`, body), named);
      }
    }
    assert.equal((await resultOf(`GetUserInfo?userInfoId=${id}`)).UserInfoId, id);
    assert.equal((await resultOf('GetRole?roleId=1')).Id, 1);
    assert.equal((await resultOf('GetRoleEntity?roleEntityId=1')).RoleId, 1);
    assert.equal((await resultOf('GetUserGroup?userGroupId=1')).Id, 1);
  });

  it('names what is deleted', async () => {
    const { id } = await scene.addUser();
    assert.equal((await call(`DeleteUser?UserId=${id}`, null)).status, 204);
    await assertRefused(call(`GetUser?userId=${id}`), 404, /^There is no user/);
    const login = await scene.addServiceAuth(admin.user);
    assert.equal((await resultOf(`GetServiceAuth?serviceAuthId=${login}`)).ServiceAuthId, login);
    assert.equal((await call(`DeleteServiceAuth?ServiceAuthId=${login}`)).status, 204);
    assert.equal((await call(`GetServiceAuth?serviceAuthId=${login}`)).json, null);
  });

  it('counts in the body if it is in both', async () => {
    const { id } = await scene.addUser();
    const user = await resultOf(`GetUser?userId=${admin.user.id}`, { userid: id });
    assert.equal(user.AssociateId, id);
  });

  it('is refused if it is none, or is given twice', async () => {
    await assertRefused(call('GetUser?userId=x'), 400, /^Property GetUser\.UserId: expected int/);
    await assertRefused(call('GetUser?userId=1&UserId=2'), 400, /it is given twice\.$/);
    await assertRefused(call('GetUser?userId=1', [1]), 400, /expected an object\.$/);
  });
});

it('no other parameter is read from the query', async () => {
  const { name, id } = await scene.addUser();
  assert.equal((await call(`GetUserFromName?userName=${encodeURIComponent(name)}`)).status, 404);
  assert.equal((await call(`MakeRetired?associateId=${id}&retired=true`)).status, 404);
});

describe('a list that is the only parameter', () => {
  it('may be the whole body', async () => {
    const { id } = await scene.addUser();
    const infos = await resultOf('GetUserInfoList', [id, admin.user.id]);
    assert.deepEqual(
      infos,
      await resultOf('GetUserInfoList', { UserInfoIds: [id, admin.user.id] }),
    );
    assert.deepEqual(
      infos.map(({ UserInfoId }: { readonly UserInfoId: number }) => UserInfoId),
      [id, admin.user.id],
    );
    assert.deepEqual(await resultOf('GetUserInfoList', []), []);
    assert.equal((await resultOf('GetUserGroupList', [1]))[0].Id, 1);
  });

  it('is refused if its items are of another type', async () => {
    const expected = /^Property GetUserInfoList\.UserInfoIds\[0\]: expected int/;
    await assertRefused(call('GetUserInfoList', ['x']), 400, expected);
  });
});

describe('a record that is the only parameter', () => {
  it('may be the whole body', async () => {
    const { id } = await scene.addUser();
    const user = await resultOf(`GetUser?userId=${id}`);
    const saved = await resultOf('SaveUser', { ...user, Tooltip: 'Bare' });
    assert.deepEqual([saved.AssociateId, saved.Tooltip], [id, 'Bare']);
    const fields = { associateId: id, tooltip: 'In lower case' };
    assert.equal((await resultOf('SaveUser', fields)).Tooltip, 'In lower case');
    const role = await resultOf('SaveRoleEntity', { Name: 'Riggers', RoleType: 'Employee' });
    assert.equal((await resultOf(`GetRole?roleId=${role.RoleId}`)).Value, 'Riggers');
    const login = await resultOf('SaveServiceAuth', { Server: 'mail.example.com', Port: 993 });
    assert.deepEqual([login.Server, login.Port], ['mail.example.com', 993]);
  });

  it('is named if the body has its name', async () => {
    const { id } = await scene.addUser();
    const User = { AssociateId: id, Tooltip: 'Named' };
    const saved = await resultOf('SaveUser', { user: User, Tooltip: 'Ignored' });
    assert.deepEqual([saved.AssociateId, saved.Tooltip], [id, 'Named']);
  });

  it('is missing if the body has none of its fields', async () => {
    const { status, text } = await call('SaveUser', {});
    assert.equal(status, 400, text);
    for (const body of [{ Usr: { Tooltip: 'Misspelt' } }, []]) {
      assert.equal((await call('SaveUser', body)).text, text);
    }
  });
});
