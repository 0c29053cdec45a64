/** The typed client and node-soap call every operation of the User agent that is implemented. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createClientAsync, type SoapMethodAsync } from 'soap';
import { TicketofficeClient } from '../../src/client/client.ts';
import { ServiceException } from '../../src/client/errors.ts';
import { userService } from '../../src/contract/services88/user.ts';
import { singleResponseOf } from '../../src/rest/operations.ts';
import { decodeJsonFields } from '../../src/xsd/decode-json.ts';
import { encodeJson } from '../../src/xsd/encode-json.ts';
import { SERVICES88 } from '../support/soap-messages.ts';
import { agentOf, resultOf, type UserOperation } from '../support/user-agent-calls.ts';
import { performedOperations } from '../support/user-agent-permissions.ts';
import { requestOf } from '../support/user-agent-requests.ts';
import { type SceneCaller, scenePassword, UserAgentScene } from '../support/user-agent-scene.ts';
import { callUsers } from './call-users.ts';

let scene: UserAgentScene;
let administrator: SceneCaller;
before(async () => {
  scene = await UserAgentScene.create();
  administrator = await scene.caller('admin-all');
});
after(() => scene.close());

describe('the typed client', () => {
  it('calls every operation and gets the same results as REST', async () => {
    const { ticket, user } = administrator;
    const client = new TicketofficeClient({ baseUrl: scene.url, userName: '', password: '' });
    const rest = agentOf('rest', { url: scene.url, ticket });
    for (const operation of performedOperations) {
      const declaration = userService.operations[operation];
      const json = await requestOf(scene, operation, user.roleId);
      const call: unknown = Reflect.get(client.user, operation);
      assert.ok(typeof call === 'function', operation);
      const request = decodeJsonFields(declaration.request, json, operation);
      const answer = await call(request, { Credentials: { Ticket: ticket } });
      const [name, type] = singleResponseOf(declaration) ?? [];
      if (!name || !type) {
        assert.deepEqual(answer, {}, operation);
      } else if (/^(Get(?!AccessToken)|Find)/.test(operation)) {
        const byRest = await resultOf(rest(operation, json));
        assert.deepEqual(encodeJson(type, Reflect.get(answer, name)), byRest, operation);
      } else {
        assert.ok(Reflect.get(answer, name) != null, operation);
      }
    }
  });

  it('changes a role with the declared types', async () => {
    const { ticket } = administrator;
    const { user } = new TicketofficeClient({ baseUrl: scene.url, userName: '', password: '' });
    const headers = { Credentials: { Ticket: ticket } };
    const { Response: draft } = await user.CreateDefaultRoleEntity({}, headers);
    const RoleEntity = { ...draft, Name: 'Typed' };
    const { Response: role } = await user.SaveRoleEntity({ RoleEntity }, headers);
    assert.equal(role?.Name, 'Typed');
    await user.SetFunctionalRights({ RoleId: role.RoleId, FunctionalRightIds: [1] }, headers);
    const { Response: rights } = await user.GetFunctionalRights({ RoleId: role.RoleId }, headers);
    assert.deepEqual(
      rights?.map((right) => right?.ExtraInfo),
      ['admin-all'],
    );
    await user.DeleteRole({ RoleIdToDelete: role.RoleId }, headers);
    await assert.rejects(user.DeleteRole({ RoleIdToDelete: role.RoleId }, headers), (error) => {
      assert.ok(error instanceof ServiceException);
      assert.match(error.info.ExceptionType ?? '', /SoNotFoundException$/);
      return true;
    });
  });
});

describe('the typed client, with a user', () => {
  const headers = () => ({ Credentials: { Ticket: administrator.ticket } });
  const typed = () =>
    new TicketofficeClient({ baseUrl: scene.url, userName: '', password: '' }).user;

  it('saves what it read without a change and without an event', async () => {
    const { id: UserId } = await scene.addLicensedUser({ tooltip: 'typed' });
    const { Response: read } = await typed().GetUser({ UserId }, headers());
    const events = await scene.eventsBy(administrator);
    const { Response: saved } = await typed().SaveUser({ User: read }, headers());
    assert.deepEqual(saved, read);
    assert.deepEqual(await scene.eventsBy(administrator), events);
  });

  it('leaves alone what it does not send', async () => {
    const { id: AssociateId } = await scene.addUser({ tooltip: 'kept', rank: 3 });
    const User = { AssociateId, Rank: 4 };
    const { Response: saved } = await typed().SaveUser({ User }, headers());
    assert.deepEqual([saved?.Tooltip, saved?.Rank], ['kept', 4]);
    const { Response: cleared } = await typed().SaveUser(
      { User: { AssociateId, Tooltip: null } },
      headers(),
    );
    assert.deepEqual([cleared?.Tooltip, cleared?.Rank], ['', 4]);
  });

  it('gets the problems of each field', async () => {
    const { id: AssociateId } = await scene.addUser();
    const User = { AssociateId, Name: '', NickName: ' x' };
    const expected = ['Name', 'NickName'];
    const { Response: problems } = await typed().ValidateUser({ User }, headers());
    assert.deepEqual([...(problems?.keys() ?? [])], expected);
    await assert.rejects(typed().SaveUser({ User }, headers()), (error) => {
      assert.ok(error instanceof ServiceException);
      assert.match(error.info.ExceptionType ?? '', /SoValidationException$/);
      assert.deepEqual([...(error.info.Parameters?.keys() ?? [])], expected);
      return true;
    });
  });
});

/** node-soap reads a date as a Date, but writes a Date as an empty element. */
function withTexts(entity: { readonly Created: Date; readonly Updated: Date }) {
  const { Created, Updated } = entity;
  return { ...entity, Created: Created.toISOString(), Updated: Updated.toISOString() };
}

type NodeSoapCall = (
  operation: (typeof performedOperations)[number],
  request?: object,
) => Promise<ReturnType<typeof Object>>;

/** Calls the operations on the secrets that users store. */
async function callSecrets(call: NodeSoapCall, AssociateId: number): Promise<void> {
  const draft = await call('CreateDefaultUntrustedCredentials');
  assert.equal(draft.IsActive, true);
  const texts = { PublicValue: 'mail.example.com', SecretValue: 's3cret', Comment: 'by node-soap' };
  const { ValidFrom, ValidTo } = draft;
  const times = { ValidFrom: ValidFrom.toISOString(), ValidTo: ValidTo.toISOString() };
  const Credentials = { ...draft, ...times, ...texts };
  await call('SaveUntrustedCredentials', { Type: 'imap', Credentials });
  const key = { AssociateId, Type: 'smtp', PublicValue: texts.PublicValue };
  await call('SaveUntrustedCredentialsForAssociate', { ...key, Credentials });
  const { UntrustedCredentials: ours } = await call('GetUntrustedCredentials', { Type: 'imap' });
  assert.deepEqual(ours[0], { ...draft, ...texts });
  const list = await call('GetUntrustedCredentialsForAssociate', key);
  assert.equal(list.UntrustedCredentials[0].SecretValue, 's3cret');
  await call('RemoveUntrustedCredentials', { ...key, Type: 'imap' });
  await call('RemoveUntrustedCredentialsForAssociate', key);
  assert.equal(await call('GetUntrustedCredentials', { Type: 'imap' }), null);

  const ServiceAuth = { ...(await call('CreateDefaultServiceAuth')), Server: 'a', Password: 'b' };
  const saved = await call('SaveServiceAuth', { ServiceAuth });
  const { ServiceAuthId } = saved;
  assert.deepEqual(await call('GetServiceAuth', { ServiceAuthId }), saved);
  assert.equal(saved.Password, 'b');
  await call('DeleteServiceAuth', { ServiceAuthId });

  const TokenManagementInfo = { Provider: 'Example', AccessToken: 'a', RefreshToken: 'r' };
  const Key = await call('SaveExternalTokens', { TokenManagementInfo });
  assert.equal((await call('GetExternalTokens', { Key })).RefreshToken, 'r');
  assert.equal(await call('CheckAccessGatewayRegistration'), false);
  assert.equal((await call('GetAccessGatewayInfo')).ClientId ?? '', '');
}

function withoutDates<U extends { readonly Lastlogin: Date; readonly Lastlogout: Date }>(user: U) {
  const { Lastlogin: _login, Lastlogout: _logout, ...rest } = user;
  return rest;
}

type Call = (operation: (typeof performedOperations)[number], request?: object) => Promise<unknown>;

async function callPasswords(call: Call): Promise<void> {
  const { id: AssociateId, name: AssociateName } = await scene.addUser();
  assert.equal(await call('CanChangePassword', { AssociateId }), true);
  assert.deepEqual(await call('GetSupportedChangePasswordTypes', { AssociateId }), {
    ChangePasswordType: ['Password'],
  });
  const mail = await call('SendChangePasswordEMail', { AssociateId });
  assert.deepEqual(mail, { Success: false, Message: 'No mail server is configured.' });
  const first = 'first password';
  const short = { AssociateId, Type: 'InternalAssociate', PersonId: 0, Password: 'short' };
  assert.equal(await call('IsPasswordValid', short), false);
  assert.deepEqual(await call('IsPasswordValidWithReason', short), {
    Reason: 'The password needs at least 8 characters.',
    Result: false,
  });
  assert.equal(await call('SetPassword', { AssociateId, Password: first }), true);
  const change = { OldPassword: first, NewPassword: 'second password' };
  assert.equal(await call('ChangePassword', { AssociateId, ...change }), true);
  assert.equal(await call('ChangePasswordFromName', { AssociateName, ...change }), false);
  assert.equal(await call('SetPasswordFromName', { AssociateName, Password: first }), true);
  assert.match(String(await call('SetGeneratedPassword', { AssociateId })), /^.{16}$/);
  assert.match(String(await call('SetGeneratedPasswordFromName', { AssociateName })), /^.{16}$/);
  const external = await scene.addExternalUser();
  const generated = { AssociateName: external.name };
  assert.match(String(await call('GenerateNewPasswordForExternalUser', generated)), /^.{16}$/);
  const own = { OldPassword: scenePassword, NewPassword: scenePassword };
  assert.equal(await call('ChangeOwnPassword', own), true);
}

describe('node-soap, with the served WSDL', () => {
  const called = new Set<string>();
  let client: Awaited<ReturnType<typeof createClientAsync>>;
  before(async () => {
    client = await createClientAsync(`${scene.url}/Remote/Services88/User.svc?wsdl`);
    const credentials = { Credentials: { Ticket: administrator.ticket } };
    client.addSoapHeader(credentials, '', 'tns', SERVICES88);
  });

  const call = async (operation: UserOperation, request: object = {}) => {
    called.add(operation);
    const method: SoapMethodAsync = client[`${operation}Async`];
    const [result, , header] = await method(request);
    assert.equal(Object(header).Succeeded, 'true', JSON.stringify(header));
    return Object(result)?.Response;
  };

  it('makes, changes and deletes a role with rights', async () => {
    const draft = await call('CreateDefaultRoleEntityFromType', { Type: 'Employee' });
    const { RoleId } = await call('SaveRoleEntity', {
      RoleEntity: { ...withTexts(draft), Name: 'By node-soap' },
    });
    assert.equal((await call('CreateDefaultRoleEntity')).RoleType, 'Employee');
    assert.equal((await call('GetRole', { RoleId })).Value, 'By node-soap');
    const right = { RoleId, TableName: 'sale', RelationToOwner: 'MyOwn' };
    await call('SetDataRight', { ...right, DataRightValue: 'CRU' });
    assert.equal(await call('GetDataRight', right), 'CRU');
    const row = (await call('GetDataRights', right)).StringKeyValuePair;
    assert.deepEqual([row.length, row[0]], [6, { Key: 'MyOwn', Value: 'CRU' }]);
    const column = (await call('GetAllDataRights', right)).StringKeyValuePair;
    assert.deepEqual([column.length, column[5]], [11, { Key: 'sale', Value: 'CRU' }]);
    await call('SetFunctionalRights', { RoleId, FunctionalRightIds: { int: [1, 2] } });
    const rights = (await call('GetFunctionalRights', { RoleId })).SelectableMDOListItem;
    assert.deepEqual(
      rights.map(({ ExtraInfo }: { readonly ExtraInfo: string }) => ExtraInfo),
      ['admin-all', 'admin-lists'],
    );
    assert.ok(
      (await call('GetAllFunctionalRights', { RoleType: 'Employee' })).SelectableMDOListItem,
    );
    const names = { FunctionalRightNames: { string: ['admin-lists'] } };
    assert.ok((await call('FindRolesWithFunctionalRights', names)).int.includes(RoleId));
    assert.ok(!(await call('FindRolesWithoutFunctionalRights', names)).int.includes(RoleId));
    const found = await call('FindRolesWithFunctionalRight', {
      FunctionalRightName: 'admin-lists',
    });
    assert.ok(found.MDOListItem.some(({ Id }: { readonly Id: number }) => Id === RoleId));
    const entity = await call('GetRoleEntity', { RoleEntityId: RoleId });
    assert.equal(entity.DataRights.Rights.ArrayOfDataRight.length, 11);
    assert.deepEqual(await call('SaveRoleEntity', { RoleEntity: withTexts(entity) }), entity);
    assert.ok((await call('GetAllRoles', { RoleType: 'System' })).SelectableMDOListItem);
    await call('DeleteRole', { RoleIdToDelete: RoleId, ReplacingRoleId: 0 });
  });

  it('makes and deletes a group', async () => {
    const UserGroup = { ...(await call('CreateUserGroup')), Value: 'By node-soap' };
    const { Id } = await call('SaveUserGroup', { UserGroup });
    assert.equal((await call('GetUserGroup', { UserGroupId: Id })).Value, 'By node-soap');
    const list = await call('GetUserGroupList', { UserGroupIds: { int: [Id, 1] } });
    assert.equal(list.UserGroup.length, 2);
    assert.equal((await call('GetAllUserGroups', { IncludeDeleted: false })).UserGroup.length, 6);
    await call('DeleteUserGroup', { UserGroupToDelete: Id, UserGroupToMoveTo: 0 });
  });

  it('removes licences, and gets an access token', async () => {
    await call('RemoveLicenses', { AssociateId: (await scene.addLicensedUser()).id });
    await call('GetAccessToken', { IncludeCsSession: false });
  });

  it('sets, changes and checks passwords', () => callPasswords(call));

  it('saves and deletes a credential', async () => {
    const [Type] = (await call('GetCredentialTypes')).CredentialType;
    assert.equal(Type.Type, 'CRM5/PASSWORD');
    const UserType = 'InternalAssociate';
    assert.ok((await call('GetCredentialTypesForUserType', { UserType })).CredentialType);
    const { id: UserId } = await scene.addUser();
    const Credential = { Type, Value: 'correct horse', DisplayValue: '' };
    assert.equal(await call('SaveCredential', { UserId, Credential }), true);
    const search = { Type: Type.Type, SearchString: 'an', GroupName: '' };
    assert.ok((await call('FindCredentialsGroups', search)).CredentialsGroup);
    assert.equal((await call('FindCredentialUsers', search)).Users, null);
    assert.equal((await call('GetCredentialUsersInGroup', search)).Users, null);
    const deleted = { UserId, CredentialType: Type.Type };
    assert.equal(await call('DeleteCredential', deleted), true);
    assert.equal(await call('DeleteCredential', deleted), false);
  });

  it('sets and reads a presence', async () => {
    const user = await scene.addUser();
    await scene.giveCsUser(user);
    const AssociateId = user.id;
    const UserPresenceStatus = { Status: 'StatusNotAvailable', Message: 'On holiday' };
    await call('SetUserPresenceStatus', { AssociateId, UserPresenceStatus });
    assert.deepEqual(await call('GetUserPresenceStatus', { AssociateId }), UserPresenceStatus);
  });

  it('checks and proposes names of users', async () => {
    const { id: AssociateId, name } = await scene.addUser();
    const asked = { AssociateId: 0, Type: 'InternalAssociate', PersonId: 0, UserName: name };
    assert.equal(await call('IsUserNameValid', asked), false);
    assert.equal(await call('IsUserNameValid', { ...asked, AssociateId }), true);
    assert.deepEqual(await call('IsUserNameValidWithReason', { ...asked, AssociateId }), {
      Reason: '',
      Result: true,
    });
    assert.equal(await call('GetValidUserName', asked), `${name}1`);
    const User = { Name: name, Type: 'InternalAssociate' };
    assert.equal(await call('GetValidUserNameForNewUser', { User }), `${name}1`);
    assert.equal(await call('GetDefaultAssociateUserName', { User }), 'User');
    assert.equal(await call('IsNickNameUnique', { AssociateId, NickName: 'Åse' }), true);
  });

  it('makes, reads, saves, retires and deletes users', () => callUsers(call, scene));

  it('makes, changes and deletes an external user, and owner contacts', async () => {
    const { personId: PersonId } = await scene.addUser();
    const given = { UserName: 'Åse', Password: scenePassword, RoleId: 10, IsActive: true };
    const AssociateId = await call('CreateExternalUser', { PersonId, ...given });
    const { associates } = scene.services.stores;
    assert.equal((await associates.findByName('Åse'))?.id, AssociateId);
    await call('SetExternalUserInfo', {
      AssociateId,
      UserName: 'Åsa',
      IsActive: false,
      ExternalUserInfoModification: 'UserName Active',
    });
    assert.ok((await associates.findByName('Åsa'))?.disabledAtMs);
    await call('DeleteExternalUser', { AssociateId });
    assert.equal(await associates.findByName('Åsa'), null);
    const { id: ContactId } = await scene.addContact();
    await call('AddOwnerContact', { ContactId });
    await call('RemoveOwnerContact', { ContactId });
  });

  it('makes, saves, retires and deletes a user', async () => {
    const draft = await call('CreateDefaultUserFromUserType', { UserType: 'SystemAssociate' });
    const { AssociateId, Name } = await call('SaveUser', { User: withoutDates(draft) });
    assert.deepEqual([draft.AssociateId, Name], [0, draft.Name]);
    const read = await call('GetUser', { UserId: AssociateId });
    assert.equal(await call('ValidateUser', { User: withoutDates(read) }), null);
    const User = { AssociateId, Tooltip: 'By node-soap' };
    assert.equal((await call('SaveUser', { User })).Tooltip, 'By node-soap');
    const named = { UserName: Name, User: { Rank: 2 } };
    assert.equal((await call('SaveUserFromName', named)).Rank, 2);
    assert.equal((await call('GetUserFromName', { UserName: Name })).Tooltip, 'By node-soap');
    assert.equal((await call('GetUserInfo', { UserInfoId: AssociateId })).UserName, Name);
    const infos = await call('GetUserInfoList', { UserInfoIds: { int: [AssociateId, 1] } });
    assert.equal(infos.UserInfo[0].UserInfoId, AssociateId);
    const converted = { User: { AssociateId }, UserType: 'AnonymousAssociate' };
    assert.equal((await call('ChangeUserType', converted)).Type, 'AnonymousAssociate');
    await call('MakeRetired', { AssociateId, Retired: true });
    assert.equal((await call('GetUser', { UserId: AssociateId })).Deleted, true);
    await call('DeleteUser', { UserId: AssociateId });
    assert.equal((await call('CreateDefaultUser')).Type, 'InternalAssociate');
  });

  it('makes and finds the users of persons', async () => {
    const {
      personId: PersonId,
      contactId: ContactId,
      fullName: PersonName,
    } = await scene.addUser();
    const UserType = 'ExternalAssociate';
    const asked = { UserType, PersonId };
    const draft = await call('CreateDefaultUserFromUserTypeAndPersonId', asked);
    assert.equal(draft.Person.PersonId, PersonId);
    const Credential = { Type: { Type: 'CRM5/PASSWORD' }, Value: scenePassword };
    const described = { ContactId, PersonName, UserType, Credential };
    const { User, PersonCreated } = await call('ResolveUserFromInfo', described);
    assert.deepEqual([User.Person.PersonId, PersonCreated], [PersonId, false]);
    const users = await call('GetUserFromPersonId', { PersonId });
    assert.equal(users.User.length, 2);
    assert.equal(await call('GetUserFromEjUserId', { EjUserId: 4711 }), null);
    await call('DeleteUserFromName', { UserName: User.Name });
  });

  it('lists and declines commands for a user', async () => {
    assert.equal(await call('GetUserCommands', { User: { AssociateId: 1 } }), null);
    const declined = { CommandName: 'merge', CommandActionResult: 'Cancel' };
    assert.equal((await call('ExecuteUserCommand', declined)).Success, false);
  });

  it('stores secrets of users', () => callSecrets(call, administrator.user.id));

  it('has called every operation', () => {
    assert.deepEqual([...called].sort(), [...performedOperations].sort());
  });
});
