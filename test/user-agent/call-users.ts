/** Calls the operations that make, read, save, retire and delete users. */
import assert from 'node:assert/strict';
import { addPerson } from '../support/test-installation.ts';
import type { UserOperation } from '../support/user-agent-calls.ts';
import { scenePassword, type UserAgentScene } from '../support/user-agent-scene.ts';

/** Returns the response. It must not be refused. */
type Call = (operation: UserOperation, request?: object) => Promise<ReturnType<typeof Object>>;

/** node-soap reads a date as a Date, but writes a Date as an empty element. */
const withTexts = (user: object): object => JSON.parse(JSON.stringify(user));

export async function callUsers(call: Call, scene: UserAgentScene): Promise<void> {
  const PersonId = await addPerson(scene.services.stores, 'Åse Berg');
  const wanted = { UserType: 'InternalAssociate', PersonId };
  const draft = await call('CreateDefaultUserFromUserTypeAndPersonId', wanted);
  assert.equal(draft.Person.PersonId, PersonId);
  assert.equal(await call('ValidateUser', { User: withTexts(draft) }), null);
  const saved = await call('SaveUser', { User: withTexts(draft) });
  const { AssociateId, Name } = saved;
  assert.deepEqual(await call('GetUser', { UserId: AssociateId }), saved);
  assert.deepEqual(await call('GetUserFromName', { UserName: Name }), saved);
  assert.deepEqual((await call('GetUserFromPersonId', { PersonId })).User, [saved]);
  assert.equal(await call('GetUserFromEjUserId', { EjUserId: 4711 }), null);

  const User = { Tooltip: 'By node-soap' };
  const changed = await call('SaveUserFromName', { UserName: Name, User });
  assert.deepEqual(changed, { ...saved, Tooltip: 'By node-soap' });
  const info = await call('GetUserInfo', { UserInfoId: AssociateId });
  assert.deepEqual([info.UserName, info.Tooltip], [Name, 'By node-soap']);
  const list = await call('GetUserInfoList', { UserInfoIds: { int: [AssociateId, 1] } });
  assert.deepEqual(list.UserInfo[0], info);
  const external = { User: withTexts(changed), UserType: 'ExternalAssociate' };
  assert.equal((await call('ChangeUserType', external)).Type, 'ExternalAssociate');

  await resolveUsers(call, saved);
  await call('MakeRetired', { AssociateId, Retired: true });
  assert.equal((await call('GetUserInfo', { UserInfoId: AssociateId })).Deleted, true);
  await call('DeleteUser', { UserId: AssociateId });
  assert.equal(await call('GetUserFromPersonId', { PersonId }), null);
  await callUsersWithoutPersons(call);
}

/** @param known a user who has a person. */
async function resolveUsers(call: Call, known: ReturnType<typeof Object>): Promise<void> {
  const { ContactId, FullName } = known.Person;
  const Credential = { Type: { Type: 'CRM5/PASSWORD' }, Value: scenePassword };
  const described = { ContactId, PersonName: FullName, UserType: 'InternalAssociate', Credential };
  const found = await call('ResolveUserFromInfo', described);
  assert.deepEqual([found.PersonCreated, found.User.AssociateId], [false, known.AssociateId]);
  const { PersonCreated, User } = await call('ResolveUserFromInfo', {
    ...described,
    PersonName: 'Siri Dal',
    PhoneNumbers: { string: ['+47 22 33 44 55', '+47 99 88 77 66'] },
    Emails: { string: ['siri@example.com'] },
  });
  assert.deepEqual([PersonCreated, User.Name], [true, 'Siri.Dal']);
  assert.equal(User.Person.Email, 'siri@example.com');
}

async function callUsersWithoutPersons(call: Call): Promise<void> {
  assert.equal((await call('CreateDefaultUser')).Type, 'InternalAssociate');
  const draft = await call('CreateDefaultUserFromUserType', { UserType: 'SystemAssociate' });
  const { Name: UserName } = await call('SaveUser', { User: withTexts(draft) });
  await call('DeleteUserFromName', { UserName });
}
