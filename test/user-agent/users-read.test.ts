/** The User agent's operations that read users, by SOAP and REST. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createContact } from '../../src/domain/contacts/contact.ts';
import { createPerson } from '../../src/domain/persons/person.ts';
import { administratorRoleId } from '../support/test-installation.ts';
import {
  type Agent,
  agentOf,
  requireRefused,
  resultOf,
  ways,
} from '../support/user-agent-calls.ts';
import { type SceneCaller, UserAgentScene } from '../support/user-agent-scene.ts';

let scene: UserAgentScene;
before(async () => {
  scene = await UserAgentScene.create();
});
after(() => scene.close());

const refusal = [
  'SoIllegalOperationException',
  /^You are not permitted to do this\. It is about another user/,
] as const;
const missing = ['SoNotFoundException', /^There is no user /] as const;
const carrierFields = { TableRight: null, FieldProperties: null };

type Carrier = Readonly<Record<string, unknown>>;
const idsOf = (users: unknown) =>
  (users as readonly Carrier[]).map(({ AssociateId }) => AssociateId);

/** A user with a value in every field. */
async function addFullUser() {
  const { contacts, persons, associates } = scene.services.stores;
  const contact = await contacts.add(
    createContact('Ærø', {
      department: 'North',
      orgNumber: 'NO 1',
      phone: '+47 3',
      countryId: 578,
      isOwnCompany: true,
    }),
  );
  const person = await persons.add(
    createPerson({
      contactId: contact.id,
      firstName: 'Åse',
      middleName: 'B',
      lastName: 'Ærø',
      mrMrs: 'Ms',
      title: 'Dr.',
      position: 'Chef',
      email: `${scene.name('mail').replace(' ', '')}@example.com`,
      directPhone: '1',
      mobilePhone: '2',
      description: 'Two\nlines',
      countryId: 47,
      rank: 3,
    }),
  );
  const user = await scene.addUser(
    {
      userName: scene.name('login'),
      nickName: scene.name('nick'),
      tooltip: 'tip',
      rank: -7,
      secondaryGroupIds: [2, 3],
      personId: person.id,
      isWaitingForApproval: true,
      csUser: { id: 900, accessLevel: 2, status: 'normal' },
    },
    'secret password',
  );
  const details = {
    requestSignature: 'Best\nregards',
    absenceMessage: '',
    ticketCategoryIds: [3, 5],
    extraFields: new Map([['[a].[b]', 'c']]),
    customFields: new Map([['SuperOffice:1', '[I:123]']]),
  };
  await associates.setDetails(user.id, details);
  const lastLoginAtMs = Date.parse('2026-11-27T10:00:00Z');
  await associates.recordTimes(user.id, { lastLoginAtMs });
  return { user, person, contact };
}

for (const way of ways) {
  describe(`users read by ${way}`, () => {
    let administrator: SceneCaller;
    let agent: Agent;
    before(async () => {
      administrator = await scene.caller('admin-users');
      agent = agentOf(way, { url: scene.url, ticket: administrator.ticket });
    });
    const get = async (UserId: number) =>
      Object(await resultOf(agent('GetUser', { UserId }))) as Carrier;

    it('have every field of the carrier', async () => {
      const { user, person, contact } = await addFullUser();
      const { LicenseOwners: _owners, Person, Role, Credentials, ...told } = await get(user.id);
      const group = (Id: number, Value: string) => ({
        ...carrierFields,
        Id,
        Value,
        Tooltip: '',
        Rank: Id,
        Deleted: false,
      });
      assert.deepEqual(
        { ...told, TicketCategories: idsOfItems(told['TicketCategories']) },
        {
          ...carrierFields,
          AssociateId: user.id,
          Name: user.name,
          Rank: -7,
          Tooltip: 'tip',
          UserGroup: group(1, 'Administration'),
          OtherGroups: [group(2, 'Sales'), group(3, 'Service')],
          Deleted: false,
          Lastlogin: '2026-11-27T10:00:00Z',
          Lastlogout: '0001-01-01T00:00:00',
          EjUserId: 900,
          RequestSignature: 'Best\nregards',
          Type: 'InternalAssociate',
          IsPersonRetired: false,
          IsOnTravel: false,
          UserName: user.userName,
          TicketCategories: [3, 5],
          NickName: user.nickName,
          WaitingForApproval: true,
          ExtraFields: { '[a].[b]': 'c' },
          CustomFields: { 'SuperOffice:1': '[I:123]' },
          PostSaveCommands: [],
        },
      );
      assert.deepEqual(Object(Role).Id, user.roleId);
      const [credential, ...others] = Credentials as readonly Carrier[];
      assert.deepEqual(others, []);
      assert.deepEqual([credential?.['Value'], credential?.['DisplayValue']], ['', user.name]);
      assert.equal(Object(credential?.['Type']).Type, 'CRM5/PASSWORD');
      const said = Object(Person);
      assert.equal(Object.keys(said).length, 43, '41 fields and those of a carrier');
      assert.deepEqual(
        [said.PersonId, said.FullName, said.FormalName, said.Email, said.Rank, said.Retired],
        [person.id, 'Åse B Ærø', 'Ms Dr. Åse B Ærø', person.email, 3, 0],
      );
      assert.deepEqual(
        [said.Firstname, said.MiddleName, said.Lastname, said.Mrmrs, said.Title, said.Position],
        ['Åse', 'B', 'Ærø', 'Ms', 'Dr.', 'Chef'],
      );
      assert.deepEqual(
        [said.DirectPhone, said.MobilePhone, said.Description, said.CountryId],
        ['1', '2', 'Two\nlines', 47],
      );
      assert.deepEqual(
        [said.ContactId, said.ContactName, said.ContactDepartment, said.ContactFullName],
        [contact.id, 'Ærø', 'North', 'Ærø, North'],
      );
      assert.deepEqual(
        [said.ContactOrgNr, said.ContactPhone, said.ContactCountryId],
        ['NO 1', '+47 3', 578],
      );
      assert.deepEqual([said.AssociateId, said.AssociateName], [user.id, user.name]);
    });

    it('have their licences by owner, with seats', async () => {
      const user = await scene.addLicensedUser();
      const { modules, inUse } = {
        modules: await scene.services.stores.licences.listModules(),
        inUse: await scene.services.stores.licences.countAssigned(),
      };
      const [owner, ...others] = (await get(user.id))['LicenseOwners'] as readonly Carrier[];
      assert.deepEqual(others, []);
      assert.deepEqual(
        [owner?.['Name'], owner?.['Description']],
        ['SUPEROFFICE', 'SuperOffice AS'],
      );
      const links = ['RestrictedModuleLicenses', 'UnrestrictedModuleLicenses'].flatMap(
        (list) => owner?.[list] as readonly Carrier[],
      );
      const ofUsers = modules.filter(({ kind }) => kind === 'user');
      assert.deepEqual(
        new Set(links.map(({ Name }) => Name)),
        new Set(ofUsers.map(({ name }) => name)),
      );
      const link = (name: string) => Object(links.find(({ Name }) => Name === name));
      const used = inUse.get(link('web').ModuleLicenseId) ?? 0;
      assert.deepEqual(
        [link('web').Assigned, link('web').CanAssign, link('web').IsHidden, link('web').InUse],
        [true, true, true, used],
      );
      assert.deepEqual([link('web').Total, link('web').Free], [25, 25 - used]);
      assert.equal(link('web').PrerequisiteModuleName, 'user');
      const plan = link('ten-sales');
      assert.deepEqual([plan.Assigned, plan.CanAssign, plan.ExtraFlags], [false, true, 1]);
      assert.equal(link('sale-cal').CanAssign, false, 'hidden');
      assert.equal(link('system-user-cal').CanAssign, false, 'for another type');
      assert.equal(link('visible-for').Unrestricted, true);
    });

    it('are found by name and by user name, ignoring case', async () => {
      const user = await scene.addUser({ userName: scene.name('Login@X').replace(' ', '') });
      for (const UserName of [user.name, user.name.toUpperCase(), user.userName.toLowerCase()]) {
        const told = Object(await resultOf(agent('GetUserFromName', { UserName })));
        assert.equal(told.AssociateId, user.id, UserName);
      }
      const other = await scene.addUser({ userName: '' });
      const mine = Object(await resultOf(agent('GetUserFromName', { UserName: other.name })));
      assert.equal(mine.AssociateId, other.id);
      for (const UserName of ['', 'nobody', null]) {
        await requireRefused(agent('GetUserFromName', { UserName }), ...missing);
      }
    });

    it('are found by person, and by user in Customer Service', async () => {
      const csUser = { id: 12_345, accessLevel: 1, status: 'normal' } as const;
      const internal = await scene.addUser();
      const { personId: PersonId } = internal;
      const external = await scene.addExternalUser({ personId: PersonId, csUser });
      const found = await resultOf(agent('GetUserFromPersonId', { PersonId }));
      assert.deepEqual(idsOf(found), [internal.id, external.id]);
      const byCsUser = await resultOf(agent('GetUserFromEjUserId', { EjUserId: csUser.id }));
      assert.deepEqual(idsOf(byCsUser).slice(-1), [external.id]);
      assert.equal(Object((byCsUser as readonly Carrier[]).at(-1)?.['Person']).PersonId, PersonId);
      for (const id of [0, -1, 4711]) {
        assert.deepEqual(await resultOf(agent('GetUserFromPersonId', { PersonId: id })), []);
        assert.deepEqual(await resultOf(agent('GetUserFromEjUserId', { EjUserId: id })), []);
      }
    });

    it('are not found by an unknown id, which only administrators learn', async () => {
      const employee = await scene.caller('employee');
      const asEmployee = agentOf(way, { url: scene.url, ticket: employee.ticket });
      const { id: other, personId: PersonId } = await scene.addUser();
      for (const UserId of [4711, 0, -1]) {
        await requireRefused(agent('GetUser', { UserId }), ...missing);
        await requireRefused(asEmployee('GetUser', { UserId }), ...refusal);
      }
      await requireRefused(asEmployee('GetUser', { UserId: other }), ...refusal);
      await requireRefused(asEmployee('GetUserFromName', { UserName: 'nobody' }), ...refusal);
      for (const id of [PersonId, 4711]) {
        await requireRefused(asEmployee('GetUserFromPersonId', { PersonId: id }), ...refusal);
      }
    });

    it('are read by an administrator even if they have more rights', async () => {
      const { id } = await scene.addUser({ roleId: administratorRoleId });
      assert.equal((await get(id))['AssociateId'], id);
    });

    describe('as UserInfo', () => {
      it('have the public fields', async () => {
        const { user } = await addFullUser();
        const employee = await scene.caller('employee');
        const asEmployee = agentOf(way, { url: scene.url, ticket: employee.ticket });
        const role = await scene.services.stores.roles.find(user.roleId);
        assert.deepEqual(await resultOf(asEmployee('GetUserInfo', { UserInfoId: user.id })), {
          ...carrierFields,
          Deleted: false,
          UserInfoId: user.id,
          UserName: user.name,
          PersonId: user.personId,
          Rank: -7,
          Tooltip: 'tip',
          UserGroupId: 1,
          EjUserId: 900,
          UserType: 'InternalAssociate',
          GrantedLicenses: [],
          CanLogon: false,
          RoleName: role?.name,
          RoleTooltip: role?.tooltip,
          UserGroupName: 'Administration',
          UserGroupTooltip: '',
        });
      });

      it('have their own licences, and tell whether a login is possible', async () => {
        const user = await scene.addLicensedUser();
        const info = async () =>
          Object(await resultOf(agent('GetUserInfo', { UserInfoId: user.id })));
        const told = await info();
        assert.deepEqual(
          new Set(told.GrantedLicenses),
          new Set(['superoffice.user', 'superoffice.web', 'superoffice.visible-for']),
        );
        assert.deepEqual([told.CanLogon, told.Deleted], [true, false]);
        await scene.services.stores.associates.retire(user.id, 1);
        const retired = await info();
        assert.deepEqual([retired.CanLogon, retired.Deleted], [false, true]);
      });

      it('are listed in the order of the ids, without unknown ones', async () => {
        const a = await scene.addUser();
        const b = await scene.addUser({ groupId: 0 });
        const list = (UserInfoIds: readonly number[] | null) =>
          agent('GetUserInfoList', { UserInfoIds });
        const infos = (await resultOf(list([b.id, 0, a.id, 4711, b.id]))) as readonly Carrier[];
        assert.deepEqual(
          infos.map(({ UserInfoId }) => UserInfoId),
          [b.id, a.id, b.id],
        );
        assert.equal(infos[0]?.['UserGroupName'], '');
        assert.deepEqual(await resultOf(list([])), []);
        assert.deepEqual(await resultOf(list(null)), []);
        await requireRefused(agent('GetUserInfo', { UserInfoId: 4711 }), ...missing);
        await requireRefused(
          list(Array.from({ length: 5001 }, () => a.id)),
          'SoInvalidArgumentException',
          /^5001 ids are asked for\. Ask for 5000 at most/,
        );
      });
    });
  });
}

function idsOfItems(items: unknown): readonly unknown[] {
  return (items as readonly Carrier[]).map(({ Id }) => Id);
}
