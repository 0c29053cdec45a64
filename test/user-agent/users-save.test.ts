/** Saving users by the User agent: what is written, and what stays. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createContact } from '../../src/domain/contacts/contact.ts';
import { addPerson, startSession } from '../support/test-installation.ts';
import { requireRefused, resultOf, ways } from '../support/user-agent-calls.ts';
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
before(async () => {
  scene = await UserAgentScene.create();
});
after(() => scene.close());

const invalid = 'SoValidationException';
const NEW_PASSWORD = 'a brand new secret';
const csUser = { id: 77, accessLevel: 1, status: 'normal' } as const;

for (const way of ways) {
  describe(`users saved by ${way}`, () => {
    let administrator: SceneCaller;
    let editor: UserEditor;
    before(async () => {
      administrator = await scene.caller('admin-all');
      editor = new UserEditor(scene, administrator, way);
    });

    describe('a new user', () => {
      it('is a draft until it is saved', async () => {
        const { associates } = scene.services.stores;
        const count = (await associates.list(0, 10_000)).length;
        const user = await editor.draft();
        assert.equal((await associates.list(0, 10_000)).length, count);
        const { AssociateId, Name, Role, UserGroup, OtherGroups, Type, Credentials } = user;
        const person = Object(user['Person']);
        assert.deepEqual(
          [AssociateId, Type, OtherGroups, Credentials],
          [0, 'InternalAssociate', [], []],
        );
        assert.equal(Name, person.FullName.replace(' ', '.'));
        assert.deepEqual([Object(Role).Value, Object(UserGroup).Id], ['User level 3', 1]);
        assert.deepEqual(await resultOf(editor.agent('ValidateUser', { User: user })), {});
        const stored = await editor.saved(user);
        const { AssociateId: id, ...rest } = stored;
        assert.ok(Number(id) > 0);
        const { AssociateId: _none, ...expected } = user;
        assert.deepEqual(
          { ...rest, Person: { ...Object(rest['Person']), AssociateId: 0 } },
          expected,
        );
        assert.deepEqual(await editor.get(Number(id)), stored);
      });

      it('gets role, groups, licences and a password at once, and can log in', async () => {
        const user = await editor.draft();
        const stored = await editor.saved({
          ...user,
          Name: scene.name('named'),
          UserGroup: { Id: 2 },
          OtherGroups: [{ Id: 3 }, { Id: 2 }, { Id: 1 }, { Id: 3 }],
          Role: { Id: 2 },
          LicenseOwners: await licenceLink(scene, 'ten-service', true),
          Credentials: password(NEW_PASSWORD),
          ExtraFields: { a: 'b' },
        });
        assert.deepEqual(
          (stored['OtherGroups'] as readonly Carrier[]).map(({ Id }) => Id),
          [1, 3],
        );
        assert.deepEqual([Object(stored['Role']).Id, Object(stored['UserGroup']).Id], [2, 2]);
        assert.deepEqual(stored['ExtraFields'], { a: 'b' });
        const id = Number(stored['AssociateId']);
        assert.deepEqual(await licencesOf(scene, id), ['user', 'web', 'ten-service']);
        assert.ok(await logsIn(scene, String(stored['Name']), NEW_PASSWORD));
      });

      it('has defaults for absent members', async () => {
        const PersonId = await addPerson(scene.services.stores, 'Bo Bo');
        const stored = await editor.saved({ Type: 'InternalAssociate', Person: { PersonId } });
        assert.match(String(stored['Name']), /^Bo\.Bo\d*$/);
        assert.equal(Object(stored['Role']).Value, 'User level 3');
      });

      it('of each type is made without a person, or with one', async () => {
        for (const [UserType, name] of [
          ['SystemAssociate', /^System\d*$/],
          ['AnonymousAssociate', /^Anonymous\d*$/],
        ] as const) {
          const made = Object(
            await resultOf(editor.agent('CreateDefaultUserFromUserType', { UserType })),
          );
          assert.match(made.Name, name);
          assert.deepEqual([made.Type, made.Person, made.UserGroup.Id], [UserType, null, 0]);
          assert.equal((await editor.saved(made))['Type'], UserType);
        }
        const resource = await editor.draft({ UserType: 'ResourceAssociate', PersonId: 0 });
        assert.equal((await editor.saved(resource))['Type'], 'ResourceAssociate');
        const external = await editor.draft({ UserType: 'ExternalAssociate' });
        assert.equal((await editor.saved(external))['Type'], 'ExternalAssociate');
        const blank = Object(await resultOf(editor.agent('CreateDefaultUser')));
        assert.deepEqual([blank.Type, blank.Person], ['InternalAssociate', null]);
        const message = /^A user of the type internal needs a person\.$/;
        await requireRefused(editor.save(blank), invalid, message);
      });

      it('is not made for a type or person that does not fit', async () => {
        const illegal = 'SoIllegalOperationException';
        const of = (UserType: string, PersonId: number) =>
          editor.agent('CreateDefaultUserFromUserTypeAndPersonId', { UserType, PersonId });
        const { personId } = await scene.addUser();
        const elsewhere = await scene.services.stores.contacts.add(createContact('Elsewhere'));
        const stranger = await addPerson(scene.services.stores, 'Stranger', null, elsewhere.id);
        await requireRefused(
          of('InternalAssociate', 4711),
          'SoNotFoundException',
          /no person 4711/,
        );
        await requireRefused(of('InternalAssociate', 0), illegal, /needs a person/);
        await requireRefused(
          of('InternalAssociate', stranger),
          illegal,
          /one of our own companies/,
        );
        await requireRefused(of('InternalAssociate', personId), illegal, /is the user .+ already/);
        await requireRefused(of('SystemAssociate', personId), illegal, /has no person/);
        const second = { Type: 'InternalAssociate', Person: { PersonId: personId } };
        await requireRefused(editor.save(second), invalid, /is the user .+ already/);
        await requireRefused(
          of('Unknown', 0),
          'SoInvalidArgumentException',
          /needs one of the types/,
        );
        for (const UserType of ['InternalAssociate', 'ExternalAssociate', 'ResourceAssociate']) {
          const refused = editor.agent('CreateDefaultUserFromUserType', { UserType });
          await requireRefused(refused, illegal, /Use CreateDefaultUserFromUserTypeAndPersonId/);
        }
      });
    });

    describe('a user who is saved again', () => {
      it('without changes is not written, and leaves no event', async () => {
        const user = await scene.addLicensedUser({ csUser, secondaryGroupIds: [2] });
        await scene.services.stores.associates.setDetails(user.id, {
          requestSignature: 's\nt',
          absenceMessage: 'away',
          ticketCategoryIds: [1],
          extraFields: new Map([
            ['2', 'b'],
            ['1', ''],
          ]),
          customFields: new Map(),
        });
        await scene.services.stores.associates.setPasswordHash(user.id, 'hash');
        const before = await scene.services.stores.associates.find(user.id);
        const count = await editor.countEvents();
        const read = await editor.get(user.id);
        assert.deepEqual(await editor.saved(read), read);
        assert.equal(await editor.countEvents(), count);
        assert.deepEqual(await scene.services.stores.associates.find(user.id), before);
        const details = await scene.services.stores.associates.details([user.id]);
        assert.equal(details.get(user.id)?.absenceMessage, 'away');
      });

      it('keeps what is absent, and loses what is empty', async () => {
        const { id } = await scene.addUser(
          { tooltip: 't', userName: scene.name('u'), secondaryGroupIds: [2] },
          scenePassword,
        );
        const [AssociateId, before] = [id, await editor.get(id)];
        await editor.saved({ AssociateId, RequestSignature: 'r', CustomFields: { a: 'b' } });
        const kept = await editor.saved({ AssociateId, NickName: scene.name('nick') });
        assert.deepEqual({ ...kept, NickName: '', RequestSignature: '', CustomFields: {} }, before);
        const cleared = await editor.saved({
          AssociateId,
          Tooltip: null,
          UserName: '',
          NickName: null,
          OtherGroups: [],
          RequestSignature: null,
          CustomFields: null,
        });
        const empty = { Tooltip: '', UserName: '', OtherGroups: [] };
        assert.deepEqual(cleared, { ...before, ...empty });
        assert.ok(
          await logsIn(scene, String(before['Name']), scenePassword),
          'the password is kept',
        );
      });

      it('keeps the password with an empty value, and loses it without a credential', async () => {
        const user = await scene.addUser({}, scenePassword);
        const ticket = await startSession(scene.services, user);
        const isOpen = async () => (await scene.services.sessions.open(ticket)) !== null;
        const AssociateId = user.id;
        await editor.saved({ AssociateId, Credentials: password('') });
        assert.ok(await isOpen());
        assert.ok(await logsIn(scene, user.name, scenePassword));
        await editor.saved({ AssociateId, Credentials: password(NEW_PASSWORD) });
        assert.ok(!(await isOpen()), 'a new password ends the sessions');
        assert.ok(await logsIn(scene, user.name, NEW_PASSWORD));
        const without = await editor.saved({ AssociateId, Credentials: [] });
        assert.deepEqual(without['Credentials'], []);
        assert.ok(!(await logsIn(scene, user.name, NEW_PASSWORD)));
      });

      it('ignores what only the server sets', async () => {
        const { id: AssociateId } = await scene.addUser({ csUser });
        const before = await editor.get(AssociateId);
        const given = {
          AssociateId,
          Lastlogin: '2020-01-01T00:00:00Z',
          EjUserId: 5,
          IsPersonRetired: true,
          IsOnTravel: true,
          Person: { ...Object(before['Person']), Firstname: 'Other' },
          PostSaveCommands: [{ Name: 'x' }],
        };
        const count = await editor.countEvents();
        assert.deepEqual(await editor.saved(given), before);
        assert.equal(await editor.countEvents(), count);
      });

      it('is renamed by the old name', async () => {
        const user = await scene.addUser();
        const by = (UserName: string | null, User: object) =>
          editor.agent('SaveUserFromName', { UserName, User });
        const Name = scene.name('renamed');
        const told = Object(await resultOf(by(user.name, { Name })));
        assert.deepEqual([told.AssociateId, told.Name], [user.id, Name]);
        const other = await scene.addUser();
        const wrong = () => by(Name, { AssociateId: other.id, Tooltip: 'x' });
        await editor.requireUnchanged(
          user.id,
          wrong,
          'SoInvalidArgumentException',
          /has the id \d+, and not/,
        );
        await requireRefused(by('nobody', { Name: 'x' }), 'SoNotFoundException', /no user/);
        await requireRefused(by(null, {}), 'SoNotFoundException', /no user/);
      });

      it('is refused if it does not exist, or there is no carrier', async () => {
        await requireRefused(
          editor.save({ AssociateId: 4711 }),
          'SoNotFoundException',
          /no user 4711/,
        );
        await requireRefused(editor.save({ AssociateId: -1 }), 'SoNotFoundException', /no user -1/);
        await requireRefused(editor.save(null), 'SoInvalidArgumentException', /^User is missing/);
      });
    });
  });
}
