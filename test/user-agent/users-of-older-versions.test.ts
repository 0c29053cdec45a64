/**
 * A client of an older version reads a user, changes one field and sends back the whole carrier as
 * its version knows it. What only newer versions know of the user stays.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ServicesVersion } from '../../src/contract/editions.ts';
import { type Answer, post, textAt } from '../support/soap-messages.ts';
import { type SceneCaller, scenePassword, UserAgentScene } from '../support/user-agent-scene.ts';
import { type Carrier, licenceLink, logsIn, password, UserEditor } from '../support/user-editor.ts';
import { callVersion, namespaceOf } from '../support/version-calls.ts';

let scene: UserAgentScene;
let administrator: SceneCaller;
/** Uses Services88 in its newest edition. */
let editor: UserEditor;
before(async () => {
  scene = await UserAgentScene.create();
  administrator = await scene.caller('admin-all');
  editor = new UserEditor(scene, administrator, 'soap');
});
after(() => scene.close());

/** The members of `User` that came after Services84, with the version that they came with. */
const laterMembers: Readonly<Record<string, ServicesVersion>> = {
  PostSaveCommands: '85',
  UserName: '86',
  RequestSignature: '87',
  TicketCategories: '87',
  NickName: '87',
  WaitingForApproval: '87',
  ExtraFields: '87',
  CustomFields: '87',
};

/** Saves a user with a value in every field, and returns it. */
async function addFullUser(): Promise<Carrier> {
  const saved = await editor.saved({
    ...(await editor.draft()),
    Tooltip: 'before',
    UserGroup: { Id: 3 },
    OtherGroups: [{ Id: 1 }, { Id: 2 }],
    LicenseOwners: await licenceLink(scene, 'ten-service', true),
    Credentials: password(scenePassword),
    UserName: `${scene.name('login')} <æ>`,
    NickName: scene.name('nick'),
    RequestSignature: 'Best\nregards',
    TicketCategories: [{ Id: 3 }, { Id: 5 }],
    ExtraFields: { '[a].[b]': 'c' },
    CustomFields: { 'SuperOffice:1': '[I:123]' },
    WaitingForApproval: true,
  });
  const id = Number(saved['AssociateId']);
  const { associates } = scene.services.stores;
  const details = (await associates.details([id])).get(id);
  assert.ok(details);
  await associates.setDetails(id, { ...details, absenceMessage: 'away' });
  return editor.get(id);
}

/** Sends the user of an answer to `GetUser` back in a `SaveUser`, changed in the text alone. */
async function saveBack(
  version: ServicesVersion,
  read: Answer,
  change: (carrier: string) => string,
): Promise<Answer> {
  const ticket = `<User:Credentials><User:Ticket>${administrator.ticket}</User:Ticket></User:Credentials>`;
  const message = change(read.text)
    .replace(/(<SOAP-ENV:Header>).*(<\/SOAP-ENV:Header>)/s, `$1${ticket}$2`)
    .replace('<User:GetUserResponse><User:Response>', '<User:SaveUser><User:User>')
    .replace('</User:Response></User:GetUserResponse>', '</User:User></User:SaveUser>');
  const answer = await post(scene.url, message, {
    path: `/Remote/Services${version}/User.svc`,
    headers: { SOAPAction: `"${namespaceOf(version)}/User/SaveUser"` },
  });
  assert.equal(answer.body.name, 'SaveUserResponse', answer.text);
  assert.equal(answer.header.get('Succeeded')?.text, 'true', answer.text);
  return answer;
}

async function readBy(version: ServicesVersion, id: unknown): Promise<Answer> {
  const body = `<GetUser><UserId>${id}</UserId></GetUser>`;
  const answer = await callVersion(scene.url, { version, body, credentials: administrator.ticket });
  assert.equal(answer.header.get('Succeeded')?.text, 'true', answer.text);
  return answer;
}

/** What is stored of a user, with what no carrier has. */
async function storedOf(user: Carrier) {
  const { associates, licences } = scene.services.stores;
  const id = Number(user['AssociateId']);
  const details = (await associates.details([id])).get(id);
  return {
    associate: await associates.find(id),
    details,
    licences: (await licences.assignedTo([id])).get(id),
  };
}

for (const version of ['84', '85', '86', '87'] as const) {
  describe(`a user saved by a client of Services${version}`, () => {
    it('keeps what only newer versions know, and what the client did not change', async () => {
      const user = await addFullUser();
      const stored = await storedOf(user);
      const count = await editor.countEvents();
      const read = await readBy(version, user['AssociateId']);
      const members = read.body.children[0]?.children.map(({ name }) => name) ?? [];
      const known = Object.keys(laterMembers).filter((name) => members.includes(name));
      const expected = Object.entries(laterMembers).filter(([, since]) => version >= since);
      assert.deepEqual(
        known,
        expected.map(([name]) => name),
      );
      const deleted = textAt(read.body, 'Response', 'UserGroup', 'Deleted');
      assert.equal(deleted, version < '87' ? '0' : 'false');

      const answer = await saveBack(version, read, (text) =>
        text.replace('<User:Tooltip>before<', '<User:Tooltip>after æ<'),
      );
      assert.equal(textAt(answer.body, 'Response', 'Tooltip'), 'after æ');
      assert.deepEqual(await editor.get(Number(user['AssociateId'])), {
        ...user,
        Tooltip: 'after æ',
      });
      assert.deepEqual(await storedOf(user), {
        ...stored,
        associate: { ...stored.associate, tooltip: 'after æ' },
      });
      const events = await scene.eventsBy(administrator);
      assert.equal(events.length, count + 1);
      assert.equal(Object(events.at(-1)).fields, 'tooltip');
      await editor.saved({ AssociateId: user['AssociateId'], WaitingForApproval: false });
      assert.ok(await logsIn(scene, String(user['UserName']), scenePassword));
    });

    it('is not written if nothing was changed', async () => {
      const user = await addFullUser();
      const stored = await storedOf(user);
      const count = await editor.countEvents();
      await saveBack(version, await readBy(version, user['AssociateId']), (text) => text);
      assert.deepEqual(await storedOf(user), stored);
      assert.equal(await editor.countEvents(), count);
    });

    it('loses what the client empties, if its version knows it', async () => {
      const user = await addFullUser();
      const read = await readBy(version, user['AssociateId']);
      await saveBack(version, read, (text) =>
        text
          .replace(/<User:UserName>[^<]*</, '<User:UserName><')
          .replace(/<User:NickName>[^<]*</, '<User:NickName><')
          .replace(/(<User:(ExtraFields)>).*(<\/User:\2>)/s, '$1$3'),
      );
      const emptied = {
        ...(version >= '86' && { UserName: '' }),
        ...(version >= '87' && { NickName: '', ExtraFields: {} }),
      };
      assert.deepEqual(await editor.get(Number(user['AssociateId'])), { ...user, ...emptied });
    });
  });
}
