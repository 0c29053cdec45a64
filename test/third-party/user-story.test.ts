/**
 * zeep, PHP's SoapClient, node-soap and strong-soap, each with the served WSDL and the original's:
 * a user is made from a person, works, and is retired. Programs in a language that is not installed
 * are skipped.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import {
  officialFile,
  officialWsdls,
  skipWithoutOfficialWsdls,
} from '../support/official-wsdls.ts';
import { addPerson } from '../support/test-installation.ts';
import { type Agent, agentOf, resultOf } from '../support/user-agent-calls.ts';
import { type SceneCaller, scenePassword, UserAgentScene } from '../support/user-agent-scene.ts';
import { plainValue } from './plain-values.ts';
import { type Client, clients } from './story-clients.ts';

let scene: UserAgentScene;
let administrator: SceneCaller;
let rest: Agent;
let urls: Readonly<Record<Source['edition'], string>>;
before(async () => {
  scene = await UserAgentScene.create();
  const older = await scene.installation.serve({ services88Edition: '10.2' });
  urls = { '11': scene.url, '10.2': older };
  administrator = await scene.caller('admin-all');
  rest = agentOf('rest', { url: scene.url, ticket: administrator.ticket });
});
after(() => scene.close());

interface Source {
  readonly name: string;
  readonly skip: string | false;
  readonly edition: '10.2' | '11';
  /** The files of SoPrincipal and User. Empty for those at the server. */
  readonly wsdls: readonly string[];
}

function original(edition: '10.2' | '11'): Source {
  const wsdls = ['SoPrincipal', 'User'].map((service) =>
    officialFile(officialWsdls ?? '', `88/${edition}`, service),
  );
  const isMissing = !wsdls.every((file) => existsSync(file));
  const missing = isMissing && `there are no original WSDLs of release ${edition}`;
  const skip = skipWithoutOfficialWsdls || missing;
  return { name: `the original's WSDL of release ${edition}`, skip, edition, wsdls };
}

const sources: readonly Source[] = [
  { name: 'the served WSDL', skip: false, edition: '11', wsdls: [] },
  original('11'),
  original('10.2'),
];

type Plain = ReturnType<typeof Object>;
const asked = async (...call: Parameters<Agent>): Promise<Plain> =>
  plainValue(await resultOf(rest(...call)));

/** The licences that the story assigns, and those that its plan brings. */
const granted = ['user', 'web', 'sale-cal', 'selection-cal', 'project-cal', 'ten-sales'];

/** Takes a seat of each licence, and assigns it to the user. Who has a licence may keep it. */
function assigned(links: readonly Plain[]): readonly Plain[] {
  return links.map((link) => {
    const { Name, InUse, Free } = link;
    if (![...granted, 'visible-for'].includes(Name)) return link;
    const seats = { InUse: InUse + 1, Free: Math.max(Free - 1, 0) };
    return { ...link, ...seats, Assigned: true, CanAssign: true };
  });
}

/** A request category as users have it. The server stores only its id. */
function category(Id: number): Plain {
  return { Id, Deleted: false, Rank: 0, ColorBlock: 0 };
}

/** The user as the story must save it. */
async function expectedOf(draft: Plain, AssociateId: number): Promise<Plain> {
  const { Name } = draft;
  const [groups, [type]] = [
    await asked('GetAllUserGroups', { IncludeDeleted: false }),
    await asked('GetCredentialTypes'),
  ];
  return {
    ...draft,
    AssociateId,
    LicenseOwners: draft.LicenseOwners.map((owner: Plain) => ({
      ...owner,
      RestrictedModuleLicenses: assigned(owner.RestrictedModuleLicenses),
      UnrestrictedModuleLicenses: assigned(owner.UnrestrictedModuleLicenses),
    })),
    Role: await asked('GetRole', { RoleId: 3 }),
    UserGroup: groups[1],
    OtherGroups: [groups[0], groups[2]],
    Person: { ...draft.Person, AssociateId, AssociateName: Name },
    Credentials: [{ Type: type, DisplayValue: Name }],
    Rank: 7,
    Tooltip: 'Vikar æøå <&>',
    NickName: `Nick ${Name}`,
    UserName: `${Name}@login.example`,
    RequestSignature: 'Regards,\nVikar',
    TicketCategories: [7, 9].map(category),
    ExtraFields: { 'plugin.field': 'æ <&>' },
    CustomFields: { 'SuperOffice:1': '[I:123]' },
  };
}

async function requireStory(client: Client, { edition, wsdls }: Source): Promise<void> {
  const last = scene.name('Nordmann').replace(' ', '');
  const email = `${last.toLowerCase()}@example.com`;
  const personId = await addPerson(scene.services.stores, `Åse ${last}`, email);
  const wanted = { UserType: 'InternalAssociate', PersonId: personId };
  const draft = await asked('CreateDefaultUserFromUserTypeAndPersonId', wanted);
  assert.equal(draft.Name, `Åse.${last}`);
  const { name } = administrator.user;
  const person = { administrator: name, password: scenePassword, personId };
  const told: Plain = plainValue(await client.tell(urls[edition], person, wsdls));

  assert.deepEqual(told.draft, draft);
  const expected = await expectedOf(draft, told.saved.AssociateId);
  assert.deepEqual(told.saved, expected);
  assert.deepEqual(told.unchanged, expected);
  assert.deepEqual(told.partly, { ...expected, Tooltip: 'Fast' });
  const { Tooltip: _text, NickName: _nil, TicketCategories: _list, ...cleared } = expected;
  assert.deepEqual(told.cleared, cleared);
  requireWork(told, cleared);
  await requirePrincipal(told.login, cleared);
  requireRetired(told, cleared, await asked('GetUser', { UserId: expected.AssociateId }));
}

function requireWork(told: Plain, saved: Plain): void {
  const { Lastlogin: _login, ...own } = told.own;
  const { Lastlogin: _never, ...before } = saved;
  assert.deepEqual(own, before);
  assert.deepEqual(told.passwords, [false, true, false, true]);
  assert.equal(told.refused, 'SuperOffice.Exceptions.SoIllegalOperationException');
}

/** Of a user without a Service user, whose contact has no further fields. */
const unknownFields = {
  ...{ CountryId: 0, HomeCountryId: 0, BusinessId: 0, CategoryId: 0, ContactOwner: 0 },
  ...{ EjUserId: 0, EjAccessLevel: 0, EjUserStatus: 'StatusNone' },
} as const;

async function requirePrincipal({ Licenses, ...principal }: Plain, saved: Plain): Promise<void> {
  const { Name, AssociateId, Person, Role, UserGroup, OtherGroups } = saved;
  const own = Licenses.filter(({ LicenseType }: Plain) => LicenseType === 'UserLicense');
  assert.deepEqual(
    own.map((licence: Plain) => licence.Name).sort(),
    [...granted, 'visible-for'].sort(),
  );
  const rights = await asked('GetFunctionalRights', { RoleId: Role.Id });
  const provided = { CredentialId: AssociateId };
  assert.deepEqual(principal, {
    ...unknownFields,
    UserType: 'InternalAssociate',
    IsPerson: true,
    RoleType: 'Employee',
    FunctionRights: rights.map(({ ExtraInfo }: Plain) => ExtraInfo).sort(),
    ProvidedCredentials: [
      { ...provided, Type: 'password', SearchName: Name, DisplayName: Name },
      { ...provided, Type: 'email', SearchName: Person.Email, DisplayName: Person.Email },
    ],
    Associate: Name,
    AssociateId,
    PersonId: Person.PersonId,
    ContactId: Person.ContactId,
    FullName: Person.FullName,
    EMailAddress: Person.Email,
    RoleId: Role.Id,
    RoleName: Role.Value,
    RoleDescription: Role.Tooltip,
    GroupId: UserGroup.Id,
    SecondaryGroups: OtherGroups.map(({ Id }: Plain) => Id),
  });
}

function requireRetired(told: Plain, before: Plain, byRest: Plain): void {
  assert.ok(told.isVoid);
  assert.deepEqual(told.retired, byRest);
  const { LicenseOwners, Lastlogin: _in, Lastlogout: _out, ...retired } = told.retired;
  const { LicenseOwners: _had, Lastlogin: _never, Lastlogout: _none, ...kept } = before;
  const Person = { ...kept.Person, Retired: 1 };
  assert.deepEqual(retired, { ...kept, Person, Deleted: true, IsPersonRetired: true });
  const links = LicenseOwners.flatMap((owner: Plain) => [
    ...owner.RestrictedModuleLicenses,
    ...owner.UnrestrictedModuleLicenses,
  ]);
  assert.ok(links.length > 0 && links.every(({ Assigned }: Plain) => !Assigned));
  assert.equal(told.ended, 'SuperOffice.Exceptions.SoSessionException');
  assert.equal(told.loginAfter, false);
}

for (const client of clients) {
  describe(client.name, { skip: client.skip }, () => {
    for (const source of sources) {
      test(`makes, uses and retires a user, with ${source.name}`, { skip: source.skip }, () =>
        requireStory(client, source),
      );
    }
  });
}
