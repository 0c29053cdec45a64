/** Retiring, deleting, resolving users and changing their type by the User agent. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createContact } from '../../src/domain/contacts/contact.ts';
import { authorization, callRest, currentPrincipal } from '../support/rest-calls.ts';
import { administratorRoleId, startSession } from '../support/test-installation.ts';
import { tokenFor } from '../support/typed-calls.ts';
import { agentOf, requireRefused, resultOf, ways } from '../support/user-agent-calls.ts';
import { type SceneCaller, scenePassword, UserAgentScene } from '../support/user-agent-scene.ts';
import {
  type Carrier,
  licenceLink,
  licencesOf,
  logsIn,
  password,
  UserEditor,
} from '../support/user-editor.ts';

let scene: UserAgentScene;
let otherUrl: string;
before(async () => {
  scene = await UserAgentScene.create();
  const other = await scene.installation.openAgain();
  otherUrl = await scene.installation.serve({}, null, undefined, other);
});
after(() => scene.close());

const illegal = 'SoIllegalOperationException';
const missing = ['SoNotFoundException', /^There is no user /] as const;

for (const way of ways) {
  describe(`the life of users by ${way}`, () => {
    let administrator: SceneCaller;
    let editor: UserEditor;
    before(async () => {
      administrator = await scene.caller('admin-all');
      editor = new UserEditor(scene, administrator, way);
    });
    const agent: UserEditor['agent'] = (name, json) => editor.agent(name, json);
    const retire = (AssociateId: number, Retired = true) =>
      agent('MakeRetired', { AssociateId, Retired });

    /** The user's session must work on both nodes before the change, and on neither after it. */
    const requireEnds = async (userId: number, change: () => Promise<unknown>) => {
      const user = await scene.services.stores.associates.find(userId);
      assert.ok(user);
      const ticket = await startSession(scene.services, user);
      const nodes = [scene.url, otherUrl].map((url) => agentOf(way, { url, ticket }));
      for (const node of nodes) await resultOf(node('GetUserInfo', { UserInfoId: userId }));
      const token = await tokenFor(scene.url, ticket);
      const bearer = { authorization: authorization.bearer(token) };
      const statuses = async () => {
        const calls = [scene.url, otherUrl].map((url) => callRest(url, currentPrincipal, bearer));
        return (await Promise.all(calls)).map(({ status }) => status);
      };
      assert.deepEqual(await statuses(), [200, 200]);
      await change();
      assert.deepEqual(await statuses(), [401, 401], 'the access token ends too');
      for (const node of nodes) {
        const outcome = await node('GetUserInfo', { UserInfoId: userId });
        assert.equal('refused' in outcome && outcome.refused, 'SoSessionException');
      }
    };

    it('goes on without licences and sessions after retirement, and back', async () => {
      const user = await scene.addLicensedUser();
      await scene.services.stores.associates.setPasswordHash(user.id, null);
      await requireEnds(user.id, () => resultOf(retire(user.id)));
      const retired = await editor.get(user.id);
      assert.deepEqual([retired['Deleted'], retired['IsPersonRetired']], [true, true]);
      assert.equal(Object(retired['Person']).Retired, 1);
      assert.deepEqual(await licencesOf(scene, user.id), []);
      const events = await editor.countEvents();
      await resultOf(retire(user.id));
      assert.equal(await editor.countEvents(), events, 'again changes nothing');
      const owners = await licenceLink(scene, 'ten-service', true);
      await editor.requireUnchanged(
        user.id,
        () => editor.save({ AssociateId: user.id, LicenseOwners: owners }),
        'SoValidationException',
        /is retired, and cannot get licences/,
      );
      await resultOf(retire(user.id, false));
      const back = await editor.get(user.id);
      assert.deepEqual([back['Deleted'], back['IsPersonRetired']], [false, false]);
      assert.deepEqual(await licencesOf(scene, user.id), [], 'licences do not come back');
      await editor.saved({ AssociateId: user.id, LicenseOwners: owners });
    });

    it('ends and begins again by saving the mark, like MakeRetired', async () => {
      const user = await scene.addLicensedUser();
      await requireEnds(user.id, async () => {
        const read = await editor.get(user.id);
        const told = await editor.saved({ ...read, Deleted: true });
        assert.deepEqual([told['Deleted'], told['IsPersonRetired']], [true, true]);
      });
      assert.deepEqual(await licencesOf(scene, user.id), []);
      const LicenseOwners = await licenceLink(scene, 'ten-service', true);
      await editor.saved({ AssociateId: user.id, Deleted: false, LicenseOwners });
      assert.ok((await licencesOf(scene, user.id)).includes('ten-service'));
    });

    it('waits for approval, which ends sessions, and is approved', async () => {
      const user = await scene.addUser({}, scenePassword);
      const WaitingForApproval = true;
      await requireEnds(user.id, () => editor.saved({ AssociateId: user.id, WaitingForApproval }));
      assert.ok(!(await logsIn(scene, user.name, scenePassword)));
      await editor.saved({ AssociateId: user.id, WaitingForApproval: false });
      assert.ok(await logsIn(scene, user.name, scenePassword));
    });

    it('is over after deletion, except for a former user', async () => {
      const user = await scene.addLicensedUser();
      await requireEnds(user.id, () => resultOf(agent('DeleteUser', { UserId: user.id })));
      await requireRefused(agent('GetUser', { UserId: user.id }), ...missing);
      await requireRefused(agent('DeleteUser', { UserId: user.id }), ...missing);
      await requireRefused(retire(user.id), ...missing);
      const former = await scene.services.stores.associates.listFormer(user.id - 1, 1);
      assert.deepEqual(
        former.map(({ id, name, personId }) => [id, name, personId]),
        [[user.id, user.name, user.personId]],
      );
      const [person] = await scene.services.stores.persons.findAll([user.personId]);
      assert.ok(person, 'the person stays');
      const other = await scene.addUser();
      const byName = { UserName: other.name.toUpperCase() };
      assert.equal(await resultOf(agent('DeleteUserFromName', byName)), undefined);
      await requireRefused(agent('DeleteUserFromName', byName), ...missing);
    });

    it('leaves records that the user made without a user', async () => {
      const maker = await scene.caller('admin-all');
      const own = agentOf(way, { url: scene.url, ticket: maker.ticket });
      const given = { Name: scene.name('Made'), RoleType: 'Employee' };
      const { RoleId } = Object(await resultOf(own('SaveRoleEntity', { RoleEntity: given })));
      await resultOf(agent('DeleteUser', { UserId: maker.user.id }));
      const entity = Object(await resultOf(agent('GetRoleEntity', { RoleEntityId: RoleId })));
      assert.equal(entity.CreatedBy.AssociateId, 0);
    });

    it('cannot be ended by oneself', async () => {
      const own = administrator.user;
      const message = /^You cannot do this to yourself/;
      for (const refused of [
        retire(own.id),
        agent('DeleteUser', { UserId: own.id }),
        agent('DeleteUserFromName', { UserName: own.name }),
        editor.save({ AssociateId: own.id, Deleted: true }),
      ]) {
        await requireRefused(refused, illegal, message);
      }
    });

    describe('another type', () => {
      it('is not stored by ChangeUserType, and ends the sessions when it is saved', async () => {
        const user = await scene.addUser({ secondaryGroupIds: [2] }, scenePassword);
        const read = await editor.get(user.id);
        const convert = async (User: object, UserType: string) =>
          Object(await resultOf(agent('ChangeUserType', { User, UserType }))) as Carrier;
        const external = await convert(read, 'ExternalAssociate');
        assert.deepEqual(await editor.get(user.id), read);
        assert.deepEqual(
          [external['Type'], Object(external['Role']).Value, Object(external['UserGroup']).Id],
          ['ExternalAssociate', 'External User', 0],
        );
        assert.deepEqual(external['OtherGroups'], []);
        await requireEnds(user.id, async () => {
          assert.deepEqual(await editor.saved(external), external);
        });
        const system = await convert({ AssociateId: user.id }, 'SystemAssociate');
        assert.equal(system['Person'], null);
        assert.equal((await editor.saved(system))['Type'], 'SystemAssociate');
        const internal = await convert({ AssociateId: user.id }, 'InternalAssociate');
        await requireRefused(editor.save(internal), 'SoValidationException', /needs a person/);
        const Person = { PersonId: user.personId };
        const again = await editor.saved({ ...internal, Person });
        assert.deepEqual(
          [again['Type'], Object(again['Person']).PersonId],
          ['InternalAssociate', user.personId],
        );
        const unknown = agent('ChangeUserType', { User: read, UserType: 'Unknown' });
        await requireRefused(unknown, 'SoInvalidArgumentException', /needs one of the types/);
      });

      it('takes licences and a password that it cannot have', async () => {
        const user = await scene.addUser({}, scenePassword);
        await editor.saved({
          AssociateId: user.id,
          LicenseOwners: await licenceLink(scene, 'ten-service', true),
        });
        const resource = await resultOf(
          agent('ChangeUserType', {
            User: { AssociateId: user.id },
            UserType: 'ResourceAssociate',
          }),
        );
        const stored = await editor.saved(Object(resource));
        assert.deepEqual(stored['Credentials'], []);
        assert.deepEqual(await licencesOf(scene, user.id), []);
      });
    });

    describe('ResolveUserFromInfo', () => {
      const resolve = (given: object) =>
        agent('ResolveUserFromInfo', {
          UserType: 'ExternalAssociate',
          Credential: password(scenePassword)[0],
          ...given,
        });
      const resolved = async (given: object) => {
        const told = Object(await resultOf(resolve(given)));
        const { AssociateId, Person } = told.User;
        return [AssociateId, Person.PersonId, told.PersonCreated] as const;
      };

      it('makes person and user, and finds them again by what is known', async () => {
        const { id: ContactId } = await scene.services.stores.contacts.add(createContact('Shop'));
        const Email = `${scene.name('pia').replace(' ', '')}@shop.example`;
        const PersonName = 'Pia P. Pedersen';
        const all = { ContactId, PersonName, PhoneNumbers: ['+47 22 33'], Emails: [Email] };
        const [id, personId, isNew] = await resolved(all);
        assert.ok(isNew);
        const user = await editor.get(id);
        assert.deepEqual([user['Type'], user['Name']], ['ExternalAssociate', Email]);
        const person = Object(user['Person']);
        assert.deepEqual(
          [person.FullName, person.Email, person.DirectPhone, person.ContactId],
          [PersonName, Email, '+47 22 33', ContactId],
        );
        assert.ok(await logsIn(scene, Email, scenePassword));
        const events = await editor.countEvents();
        for (const known of [
          all,
          { Emails: [Email.toUpperCase()] },
          { PhoneNumbers: ['+472233'] },
          { PersonName: 'PIA P. pedersen' },
        ]) {
          const credential = { Credential: password('another secret password')[0] };
          const again = await resolved({ ContactId, ...known, ...credential });
          assert.deepEqual(again, [id, personId, false], JSON.stringify(known));
        }
        assert.equal(await editor.countEvents(), events);
        assert.ok(await logsIn(scene, Email, scenePassword), 'the password is kept');
        const [, other, isOther] = await resolved({ ContactId, PersonName: 'Somebody Else' });
        assert.ok(isOther && other !== personId);
      });

      it('makes a user for a known person', async () => {
        const { contactId: ContactId, fullName: PersonName, personId } = await scene.addUser();
        const [, person, isNew] = await resolved({ ContactId, PersonName });
        assert.deepEqual([person, isNew], [personId, false]);
      });

      it('refuses what it cannot find or make, and stores nothing', async () => {
        const { id: ContactId } = await scene.services.stores.contacts.add(createContact('None'));
        const bad = 'SoInvalidArgumentException';
        const PersonName = 'Per';
        const many = { Emails: Array.from({ length: 101 }, () => 'a@b') };
        for (const [given, type, message] of [
          [{ ContactId: 0, PersonName }, 'SoNotFoundException', /no contact 0/],
          [{ ContactId, PersonName: '' }, bad, /full name must not be empty/],
          [{ ContactId, PersonName, Credential: null }, bad, /no credential type/],
          [{ ContactId, PersonName, UserType: 'SystemAssociate' }, bad, /is no person/],
          [{ ContactId, PersonName, ...many }, bad, /Give 100 at most/],
          [
            { ContactId, PersonName, Credential: password('x')[0] },
            'SoValidationException',
            /at least/,
          ],
          [
            { ContactId, PersonName, UserType: 'InternalAssociate' },
            'SoValidationException',
            /one of our own companies/,
          ],
        ] as const) {
          await requireRefused(resolve(given), type, message);
        }
        assert.deepEqual(await scene.services.stores.persons.listOfContact(ContactId, 0, 10), []);
      });
    });
  });
}

it('the last administrator is neither deleted, nor retired, nor changed in type', async () => {
  const alone = await UserAgentScene.create();
  try {
    const last = await alone.addUser({ roleId: administratorRoleId });
    const system = await alone.caller('system');
    for (const way of ways) {
      const editor = new UserEditor(alone, system, way);
      const { id: AssociateId } = last;
      for (const refused of [
        editor.agent('DeleteUser', { UserId: AssociateId }),
        editor.agent('MakeRetired', { AssociateId, Retired: true }),
        editor.save({ AssociateId, Deleted: true }),
        editor.save({ AssociateId, WaitingForApproval: true }),
        editor.save({ AssociateId, Role: { Id: 2 } }),
      ]) {
        await requireRefused(
          refused,
          illegal,
          /no enabled user with the functional right admin-all/,
        );
      }
    }
  } finally {
    await alone.close();
  }
});
