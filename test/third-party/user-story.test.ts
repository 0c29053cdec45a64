/**
 * zeep, PHP's SoapClient, node-soap and strong-soap, each with the served WSDL and the original's:
 * a user is made from a person, works, and is retired. Programs in a language that is not installed
 * are skipped.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { type InstalledToolkit, phpSoap, pythonZeep } from '../support/interpreters.ts';
import {
  officialFile,
  officialWsdls,
  skipWithoutOfficialWsdls,
} from '../support/official-wsdls.ts';
import { addPerson } from '../support/test-installation.ts';
import { type Agent, agentOf, resultOf } from '../support/user-agent-calls.ts';
import { type SceneCaller, scenePassword, UserAgentScene } from '../support/user-agent-scene.ts';
import { nodeSoap } from './node-soap-toolkit.ts';
import { plainValue } from './plain-values.ts';
import { strongSoap } from './strong-soap-toolkit.ts';
import type { Toolkit } from './toolkit.ts';
import { type Person, tellStory } from './user-story.ts';

let scene: UserAgentScene;
let administrator: SceneCaller;
let rest: Agent;
before(async () => {
  scene = await UserAgentScene.create();
  administrator = await scene.caller('admin-all');
  rest = agentOf('rest', { url: scene.url, ticket: administrator.ticket });
});
after(() => scene.close());

interface Client {
  readonly name: string;
  readonly skip: string | false;
  /** @param wsdls the files of SoPrincipal and User. Empty for those at the server. */
  tell(person: Person, wsdls: readonly string[]): Promise<unknown>;
}

function program(file: string, { interpreter, needs }: InstalledToolkit): Client {
  return {
    name: file,
    skip: interpreter === null && `needs ${needs}`,
    tell: async ({ administrator: name, password, personId }, wsdls) => {
      assert.ok(interpreter);
      const [command, ...options] = interpreter;
      const args = [scene.url, name, password, String(personId), ...wsdls];
      const all = [...options, join(import.meta.dirname, file), ...args];
      const { stdout, stderr } = await promisify(execFile)(command, all, { timeout: 60_000 });
      assert.equal(stderr, '');
      return JSON.parse(stdout);
    },
  };
}

function library(toolkit: Toolkit): Client {
  return {
    name: toolkit.name,
    skip: false,
    tell: async (person, [ofPrincipal, ofUser]) => {
      const connect = (service: string, file: string | undefined) => {
        const endpoint = `${scene.url}/Remote/Services88/${service}.svc`;
        return toolkit.connect(file ?? `${endpoint}?wsdl`, endpoint, '1.1');
      };
      const principal = await connect('SoPrincipal', ofPrincipal);
      return tellStory({ principal, user: await connect('User', ofUser) }, person);
    },
  };
}

const clients: readonly Client[] = [
  program('user_story.py', pythonZeep),
  program('user-story.php', phpSoap),
  library(nodeSoap),
  library(strongSoap),
];

const originals = ['SoPrincipal', 'User'].map((service) =>
  officialFile(officialWsdls ?? '', '88/11', service),
);
const isMissing = !originals.every((file) => existsSync(file));
const sources = [
  { name: 'the served WSDL', skip: false, wsdls: [] },
  {
    name: "the original's WSDL",
    skip: skipWithoutOfficialWsdls || (isMissing && 'there are no original WSDLs of release 11'),
    wsdls: originals,
  },
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

async function requireStory(client: Client, wsdls: readonly string[]): Promise<void> {
  const last = scene.name('Nordmann').replace(' ', '');
  const email = `${last.toLowerCase()}@example.com`;
  const personId = await addPerson(scene.services.stores, `Åse ${last}`, email);
  const wanted = { UserType: 'InternalAssociate', PersonId: personId };
  const draft = await asked('CreateDefaultUserFromUserTypeAndPersonId', wanted);
  assert.equal(draft.Name, `Åse.${last}`);
  const { name } = administrator.user;
  const person = { administrator: name, password: scenePassword, personId };
  const told: Plain = plainValue(await client.tell(person, wsdls));

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
    for (const { name, skip, wsdls } of sources) {
      test(`makes, uses and retires a user, with ${name}`, { skip }, () =>
        requireStory(client, wsdls),
      );
    }
  });
}
