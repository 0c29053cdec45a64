/** What the programs `user_story.py` and `user-story.php` do, with a toolkit for JavaScript. */
import assert from 'node:assert/strict';
import { withTexts } from './node-soap-toolkit.ts';
import type { ServiceCaller } from './toolkit.ts';

const FIRST = 'first password';
const SECOND = 'second password';

export interface Services {
  readonly principal: ServiceCaller;
  readonly user: ServiceCaller;
}

export interface Person {
  readonly administrator: string;
  readonly password: string;
  readonly personId: number;
}

/** Any value that a toolkit read, such as a carrier. */
type Read = ReturnType<typeof Object>;
type Call = (operation: string, request?: object) => Promise<Read>;

class Refused extends Error {}

/** Returns what the two programs print. */
export async function tellStory(services: Services, person: Person): Promise<unknown> {
  const { administrator, password, personId: PersonId } = person;
  const { Credentials } = await logIn(services, administrator, password);
  const call = callerOf(services, Credentials.Ticket);
  const draft = await call('CreateDefaultUserFromUserTypeAndPersonId', {
    UserType: 'InternalAssociate',
    PersonId,
  });
  const saved = await call('SaveUser', { User: await filled(draft, call) });
  const { AssociateId, Name } = saved;
  const read = await call('GetUser', { UserId: AssociateId });
  const unchanged = await call('SaveUser', { User: withTexts(read) });
  const partly = await call('SaveUser', { User: { AssociateId, Tooltip: 'Fast' } });
  const cleared = await call('SaveUser', {
    User: { AssociateId, Tooltip: '', NickName: null, TicketCategories: {} },
  });
  const asUser = await workAsUser(services, AssociateId, Name);
  const result = await call('MakeRetired', { AssociateId, Retired: true });
  return {
    ...{ draft, saved, unchanged, partly, cleared },
    ...asUser.told,
    isVoid: Object.keys(Object(result)).length === 0,
    retired: await call('GetUser', { UserId: AssociateId }),
    ended: await refusal(asUser.call('GetUser', { UserId: AssociateId })),
    loginAfter: (await logIn(services, Name, SECOND)).AuthenticationSucceeded,
  };
}

async function workAsUser(services: Services, UserId: number, name: string) {
  const login = await logIn(services, name, FIRST);
  const call = callerOf(services, login.Credentials.Ticket);
  const own = await call('GetUser', { UserId });
  const passwords: unknown[] = [];
  for (const OldPassword of ['wrong', FIRST]) {
    passwords.push(await call('ChangeOwnPassword', { OldPassword, NewPassword: SECOND }));
  }
  for (const password of [FIRST, SECOND]) {
    passwords.push((await logIn(services, name, password)).AuthenticationSucceeded);
  }
  const promotion = { User: { AssociateId: UserId, Role: { Id: 1 } } };
  const refused = await refusal(call('SaveUser', promotion));
  return { call, told: { login: login.Response, own, passwords, refused } };
}

async function logIn({ principal }: Services, UserName: string, Password: string): Promise<Read> {
  const request = { UserName, Password };
  return (await principal.call('AuthenticateUsernamePassword', request)).result;
}

function callerOf({ user }: Services, ticket: string): Call {
  return async (operation, request = {}) => {
    const { result, header } = await user.call(operation, request, ticket);
    const { Succeeded, ExceptionInfo } = Object(header);
    if (Succeeded !== 'true') throw new Refused(ExceptionInfo.ExceptionType);
    const answer = Object(result);
    return 'Response' in answer ? answer.Response : result;
  };
}

function refusal(call: Promise<unknown>): Promise<unknown> {
  return call.catch((error: unknown) => {
    assert.ok(error instanceof Refused, String(error));
    return error.message;
  });
}

/** Returns a new user with a value in every field that clients may set. */
async function filled(draft: Read, call: Call): Promise<Read> {
  const { SelectableMDOListItem: roles } = await call('GetAllRoles', { RoleType: 'Employee' });
  const { UserGroup: groups } = await call('GetAllUserGroups', { IncludeDeleted: false });
  const user = withTexts(draft);
  user.Role.Id = roles.find(({ Name }: Read) => Name === 'User level 2').Id;
  user.UserGroup.Id = groups[1].Id;
  for (const owner of user.LicenseOwners.LicenseOwner) {
    for (const links of [owner.RestrictedModuleLicenses, owner.UnrestrictedModuleLicenses]) {
      for (const link of links?.ModuleLicenseLink ?? []) {
        link.Assigned = ['ten-sales', 'visible-for'].includes(link.Name);
      }
    }
  }
  return {
    ...user,
    OtherGroups: { UserGroup: [{ Id: groups[0].Id }, { Id: groups[2].Id }] },
    Credentials: { Credential: [{ Type: { Type: 'CRM5/PASSWORD' }, Value: FIRST }] },
    Rank: 7,
    Tooltip: 'Vikar æøå <&>',
    NickName: `Nick ${user.Name}`,
    UserName: `${user.Name}@login.example`,
    RequestSignature: 'Regards,\nVikar',
    TicketCategories: { MDOListItem: [{ Id: 7 }, { Id: 9 }] },
    ExtraFields: { StringKeyValuePair: [{ Key: 'plugin.field', Value: 'æ <&>' }] },
    CustomFields: { StringKeyValuePair: [{ Key: 'SuperOffice:1', Value: '[I:123]' }] },
  };
}
