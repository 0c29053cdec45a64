/** Licences, rules and rights when users are saved by the User agent. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { administratorRoleId } from '../support/test-installation.ts';
import { agentOf, requireRefused, resultOf, ways } from '../support/user-agent-calls.ts';
import { type SceneCaller, scenePassword, UserAgentScene } from '../support/user-agent-scene.ts';
import {
  type Carrier,
  licenceLink,
  licencesOf,
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

for (const way of ways) {
  describe(`users who are refused by ${way}`, () => {
    let administrator: SceneCaller;
    let editor: UserEditor;
    before(async () => {
      administrator = await scene.caller('admin-all');
      editor = new UserEditor(scene, administrator, way);
    });

    describe('licences', () => {
      it('come and go with a plan', async () => {
        const { id: AssociateId } = await scene.addUser();
        await editor.saved({
          AssociateId,
          LicenseOwners: await licenceLink(scene, 'ten-sales', true),
        });
        const sales = ['user', 'web', 'sale-cal', 'selection-cal', 'project-cal', 'ten-sales'];
        assert.deepEqual(await licencesOf(scene, AssociateId), sales);
        const read = await editor.get(AssociateId);
        const count = await editor.countEvents();
        await editor.saved(read);
        assert.equal(await editor.countEvents(), count, 'hidden licences as they were read');
        await editor.saved({
          AssociateId,
          LicenseOwners: [
            ...(await licenceLink(scene, 'ten-sales', false)),
            ...(await licenceLink(scene, 'ten-service', true)),
          ],
        });
        assert.deepEqual(await licencesOf(scene, AssociateId), ['user', 'web', 'ten-service']);
        await editor.saved({ AssociateId, LicenseOwners: [] });
        assert.equal(
          (await licencesOf(scene, AssociateId)).length,
          3,
          'only links that are sent count',
        );
        await editor.saved({
          AssociateId,
          LicenseOwners: await licenceLink(scene, 'ten-service', false),
        });
        assert.deepEqual(await licencesOf(scene, AssociateId), []);
      });

      it('are refused if they do not exist, do not fit, or are given twice', async () => {
        const { id: AssociateId } = await scene.addUser();
        const given = (LicenseOwners: object) => editor.save({ AssociateId, LicenseOwners });
        const both = [
          ...(await licenceLink(scene, 'ten-sales', true)),
          ...(await licenceLink(scene, 'ten-service', true)),
        ];
        const again = [
          ...(await licenceLink(scene, 'ten-sales', true)),
          ...(await licenceLink(scene, 'ten-sales', true)),
        ];
        for (const [owners, message] of [
          [[{ RestrictedModuleLicenses: [{ ModuleLicenseId: 4711 }] }], /no licence 4711/],
          [[{ RestrictedModuleLicenses: [null] }], /no licence 0/],
          [await licenceLink(scene, 'server', true), /for all users/],
          [await licenceLink(scene, 'web', true), /is hidden, and only a user plan assigns it/],
          [both, /has one user plan/],
          [again, /is given twice/],
        ] as const) {
          await editor.requireUnchanged(AssociateId, () => given(owners), invalid, message);
        }
      });

      it('are refused without a free seat, and then nothing is stored', async () => {
        const { licences } = scene.services.stores;
        const id =
          (await licences.listModules()).find(({ name }) => name === 'ten-service')?.id ?? 0;
        const module = (await licences.listModules()).find((it) => it.id === id);
        assert.ok(module);
        const inUse = (await licences.countAssigned()).get(id) ?? 0;
        await licences.updateModule({ ...module, seats: Math.max(inUse, 1) });
        try {
          if (inUse === 0) await licences.assign(administrator.user.id, id);
          const { id: AssociateId } = await scene.addUser();
          const LicenseOwners = await licenceLink(scene, 'ten-service', true);
          const User = { AssociateId, Tooltip: 'new', LicenseOwners };
          const full = /^All \d+ seats of the licence ten-service are in use/;
          await editor.requireUnchanged(
            AssociateId,
            () => editor.save(User),
            'SoLicenseException',
            full,
          );
          const told = Object(await resultOf(editor.agent('ValidateUser', { User })));
          assert.match(told.LicenseOwners, full);
          const draftUser = { ...(await editor.draft()), LicenseOwners };
          await requireRefused(editor.save(draftUser), 'SoLicenseException', full);
          const { Name: UserName } = draftUser as Carrier;
          await requireRefused(
            editor.agent('GetUserFromName', { UserName }),
            'SoNotFoundException',
            /no user/,
          );
        } finally {
          await licences.updateModule(module);
        }
      });
    });

    describe('a user who is not valid', () => {
      it('is refused with all problems, which ValidateUser tells too', async () => {
        const { id: AssociateId } = await scene.addUser();
        const taken = await scene.addUser({ nickName: scene.name('nick') });
        const User = {
          AssociateId,
          Name: taken.name.toUpperCase(),
          UserName: ' x',
          NickName: taken.nickName,
          Tooltip: 'x'.repeat(255),
          Role: { Id: 10 },
          UserGroup: { Id: 4711 },
          OtherGroups: [null],
          Person: { PersonId: 4711 },
          RequestSignature: 'x'.repeat(100_001),
          TicketCategories: [{ Id: -1 }],
          ExtraFields: { [`k${'x'.repeat(254)}`]: 'v' },
          CustomFields: { k: 'x'.repeat(10_001) },
          Credentials: [{ Type: { Type: 'ActiveDirectory' }, Value: 'S-1' }],
        };
        const problems = Object(await resultOf(editor.agent('ValidateUser', { User })));
        assert.deepEqual(Object.keys(problems).sort(), Object.keys(User).slice(1).sort());
        assert.match(problems.Name, /^There is a user named/);
        assert.match(problems.Role, /is for users of the type external/);
        const all = Object.values(problems).map(String);
        await editor.requireUnchanged(
          AssociateId,
          () => editor.save(User),
          invalid,
          /There is a user named/,
        );
        const told = await editor.save(User);
        assert.ok('refused' in told);
        for (const problem of all) assert.ok(told.message.includes(problem), problem);
      });

      it('has a password that breaks the policy, or credentials twice', async () => {
        const { id: AssociateId } = await scene.addUser({}, scenePassword);
        const given = (Credentials: object) => editor.save({ AssociateId, Credentials });
        await editor.requireUnchanged(
          AssociateId,
          () => given(password('short')),
          invalid,
          /at least \d+ characters/,
        );
        const twice = [...password(''), ...password(NEW_PASSWORD)];
        await editor.requireUnchanged(AssociateId, () => given(twice), invalid, /given twice/);
        const own = administrator.user.id;
        const mine = editor.save({ AssociateId: own, Credentials: password(NEW_PASSWORD) });
        await requireRefused(mine, invalid, /can only be changed with the old one/);
        const resource = await scene.addUser({ type: 'resource' });
        const none = editor.save({ AssociateId: resource.id, Credentials: password(NEW_PASSWORD) });
        await requireRefused(none, invalid, /cannot have a password/);
      });
    });

    describe('rights', () => {
      it('do not let a user administrator give or take more than it has', async () => {
        const limited = await scene.caller('admin-users');
        const asLimited = agentOf(way, { url: scene.url, ticket: limited.ticket });
        const by = (User: object) => asLimited('SaveUser', { User });
        const mighty = await scene.addUser({ roleId: administratorRoleId });
        const plain = await scene.addUser();
        await editor.requireUnchanged(
          mighty.id,
          () => by({ AssociateId: mighty.id, Tooltip: 'x' }),
          'SoIllegalOperationException',
          /^You are not permitted/,
        );
        for (const [AssociateId, message] of [
          [plain.id, /has the functional rights admin-all.* which you do not have/],
          [limited.user.id, /cannot change your own role/],
        ] as const) {
          const raised = () => by({ AssociateId, Role: { Id: administratorRoleId } });
          await editor.requireUnchanged(AssociateId, raised, invalid, message);
        }
        const made = by({ ...(await editor.draft()), Role: { Id: administratorRoleId } });
        await requireRefused(made, invalid, /which you do not have/);
      });

      it('let a licence save external users, and no others', async () => {
        const licensed = await scene.caller('employee');
        const id = licensed.user.id;
        const LicenseOwners = await licenceLink(scene, 'admin-extern-user', true);
        await editor.saved({ AssociateId: id, LicenseOwners });
        const limited = new UserEditor(scene, licensed, way);
        const { id: AssociateId } = await scene.addExternalUser();
        const told = await limited.saved({ AssociateId, Tooltip: 'by a licence' });
        assert.equal(told['Tooltip'], 'by a licence');
        const draft = await limited.draft({ UserType: 'ExternalAssociate' });
        const made = await limited.saved({ ...draft, Credentials: password(NEW_PASSWORD) });
        await resultOf(limited.agent('DeleteUser', { UserId: made['AssociateId'] }));
        const more = () => limited.save({ AssociateId, LicenseOwners });
        await limited.requireUnchanged(
          AssociateId,
          more,
          invalid,
          /^Only an administrator can give/,
        );
        const notPermitted = /^You are not permitted/;
        const { id: internal } = await scene.addUser();
        const { Person } = await editor.draft();
        for (const refused of [
          limited.save({ AssociateId: internal, Tooltip: 'x' }),
          limited.save({ AssociateId, Type: 'SystemAssociate', Role: { Id: 12 }, Person: null }),
          limited.save({ Type: 'InternalAssociate', Person }),
          limited.save({ AssociateId: id, Tooltip: 'mine' }),
          limited.save({ AssociateId: 4711 }),
          limited.agent('DeleteUser', { UserId: internal }),
          limited.agent('ValidateUser', { User: { AssociateId: internal } }),
          limited.agent('MakeRetired', { AssociateId, Retired: true }),
          limited.agent('CreateDefaultUserFromUserTypeAndPersonId', {
            UserType: 'InternalAssociate',
            PersonId: Object(Person).PersonId,
          }),
        ]) {
          await requireRefused(refused, 'SoIllegalOperationException', notPermitted);
        }
      });

      it('are needed to save even the own user', async () => {
        const employee = await scene.caller('employee');
        const own = agentOf(way, { url: scene.url, ticket: employee.ticket });
        const User = { AssociateId: employee.user.id, Tooltip: 'mine' };
        const refused = own('SaveUser', { User });
        await requireRefused(refused, 'SoIllegalOperationException', /^You are not permitted/);
      });
    });
  });
}
