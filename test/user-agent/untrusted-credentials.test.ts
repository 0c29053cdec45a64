/** The User agent's operations on untrusted credentials, by SOAP and REST. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { UNTRUSTED_CREDENTIALS_MAX } from '../../src/domain/user-secrets/untrusted-credential.ts';
import { callRest } from '../support/rest-calls.ts';
import { addUser, startSession } from '../support/test-installation.ts';
import {
  type Agent,
  agentOf,
  type Outcome,
  requireRefused,
  resultOf,
  type UserOperation,
  ways,
} from '../support/user-agent-calls.ts';
import type { CallerName } from '../support/user-agent-permissions.ts';
import { type SceneCaller, UserAgentScene } from '../support/user-agent-scene.ts';

let scene: UserAgentScene;
before(async () => {
  scene = await UserAgentScene.create();
});
after(() => scene.close());

interface Credentials {
  readonly ValidFrom: string;
  readonly ValidTo: string;
  readonly Comment: string;
  readonly SecretValue: string;
  readonly PublicValue: string;
  readonly IsActive: boolean;
}

const SECRET = 'tr0ub4dor&3 <æøå>';
const sample: Credentials = {
  ValidFrom: '2026-01-02T03:04:05Z',
  ValidTo: '2030-01-01T00:00:00Z',
  Comment: 'My mail',
  SecretValue: SECRET,
  PublicValue: 'mail.example.com;anna',
  IsActive: true,
};

async function listed(outcome: Promise<Outcome>): Promise<readonly Credentials[]> {
  const result = (await resultOf(outcome)) as readonly Record<string, unknown>[];
  return result.map(({ TableRight: _right, FieldProperties: _fields, ...credentials }) => {
    return credentials as unknown as Credentials;
  });
}

for (const way of ways) {
  describe(`untrusted credentials by ${way}`, () => {
    let owner: SceneCaller;
    let agent: Agent;
    before(async () => {
      owner = await scene.caller('employee');
      agent = agentOf(way, { url: scene.url, ticket: owner.ticket });
    });

    const agentOfNew = async (name: CallerName) => {
      const caller = await scene.caller(name);
      return { ...caller, agent: agentOf(way, { url: scene.url, ticket: caller.ticket }) };
    };
    const own = (Type = 'imap') => listed(agent('GetUntrustedCredentials', { Type }));
    const save = (given: Partial<Credentials> = {}, Type = 'imap') =>
      agent('SaveUntrustedCredentials', { Type, Credentials: { ...sample, ...given } });
    const ofOwner = (operation: UserOperation, who: Agent, request: object = {}) =>
      who(operation, { AssociateId: owner.user.id, Type: 'imap', ...request });

    it('are made with default values, and stored only by saving', async () => {
      const draft = Object(await resultOf(agent('CreateDefaultUntrustedCredentials')));
      const { ValidFrom, ValidTo, Comment, SecretValue, PublicValue, IsActive } = draft;
      assert.ok(Math.abs(Date.parse(ValidFrom) - Date.now()) < 60_000);
      assert.equal(ValidTo, '9999-12-31T23:59:59Z');
      assert.deepEqual([Comment, SecretValue, PublicValue, IsActive], ['', '', '', true]);
      assert.deepEqual(await own(), []);
      await resultOf(save({ ...draft, PublicValue: 'draft' }));
      assert.deepEqual(await own(), [{ ...sample, ...draftOf(draft), PublicValue: 'draft' }]);
      await resultOf(agent('RemoveUntrustedCredentials', { Type: 'imap', PublicValue: 'draft' }));
    });

    it('are replaced by type and public value', async () => {
      await resultOf(save());
      await resultOf(save({ PublicValue: 'other' }));
      await resultOf(save({}, 'smtp'));
      const changed = { ...sample, SecretValue: 'new', Comment: '', IsActive: false };
      await resultOf(save(changed, 'IMAP'));
      assert.deepEqual(await own(), [changed, { ...sample, PublicValue: 'other' }]);
      assert.deepEqual(await own('smtp'), [sample]);
      const [, event] = (await scene.eventsBy(owner)).slice(-2);
      assert.deepEqual(event, {
        action: 'untrusted-credentials-changed',
        userId: owner.user.id,
        type: 'imap',
        fields: 'comment isActive secret',
      });
      const remove = (PublicValue: string) =>
        agent('RemoveUntrustedCredentials', { Type: 'Imap', PublicValue });
      for (const name of ['other', 'other', 'never there']) await resultOf(remove(name));
      assert.deepEqual(await own(), [changed]);
      await resultOf(save());
    });

    it('show the secret to the owner and to system users only', async () => {
      await resultOf(save());
      const read = async (who: Agent) =>
        listed(ofOwner('GetUntrustedCredentialsForAssociate', who));
      const readers = { employee: agent, system: (await agentOfNew('system')).agent };
      for (const [name, reader] of Object.entries(readers)) {
        assert.deepEqual(await read(reader), [sample], name);
      }
      for (const name of ['admin-all', 'admin-users', 'employee'] as const) {
        const { agent: other } = await agentOfNew(name);
        assert.deepEqual(await read(other), [{ ...sample, SecretValue: '' }], name);
        assert.deepEqual(await listed(other('GetUntrustedCredentials', { Type: 'imap' })), []);
      }
    });

    it('are not changed by administrators with fewer rights than the owner', async () => {
      const { user, agent: mighty } = await agentOfNew('admin-all');
      const { agent: administrator } = await agentOfNew('admin-users');
      await resultOf(mighty('SaveUntrustedCredentials', { Type: 'imap', Credentials: sample }));
      const theirs = { AssociateId: user.id, Type: 'imap' };
      const { PublicValue } = sample;
      const refusal = ['SoIllegalOperationException', /^You are not permitted/] as const;
      const saving = { ...theirs, Credentials: sample };
      const save = administrator('SaveUntrustedCredentialsForAssociate', saving);
      await requireRefused(save, ...refusal);
      const removing = { ...theirs, PublicValue };
      const remove = administrator('RemoveUntrustedCredentialsForAssociate', removing);
      await requireRefused(remove, ...refusal);
      const stored = mighty('GetUntrustedCredentials', { Type: 'imap' });
      assert.deepEqual(await listed(stored), [sample]);
    });

    it('are changed and removed by administrators, who keep the secret as it is', async () => {
      const { agent: administrator } = await agentOfNew('admin-users');
      await resultOf(save());
      const asSeen = { ...sample, SecretValue: '', Comment: 'checked' };
      const change = (Credentials: object) =>
        ofOwner('SaveUntrustedCredentialsForAssociate', administrator, { Credentials });
      await resultOf(change(asSeen));
      assert.deepEqual(await own(), [{ ...sample, Comment: 'checked' }]);
      await resultOf(change({ ...asSeen, SecretValue: 'given' }));
      assert.deepEqual(await own(), [{ ...sample, Comment: 'checked', SecretValue: 'given' }]);
      const { PublicValue } = sample;
      await resultOf(
        ofOwner('RemoveUntrustedCredentialsForAssociate', administrator, { PublicValue }),
      );
      assert.deepEqual(await own(), []);
      const nobody = administrator('GetUntrustedCredentialsForAssociate', {
        AssociateId: 4711,
        Type: 'imap',
      });
      await requireRefused(nobody, 'SoNotFoundException', /^There is no user 4711/);
      const lost = administrator('SaveUntrustedCredentialsForAssociate', {
        AssociateId: 4711,
        Type: 'imap',
        Credentials: sample,
      });
      await requireRefused(lost, 'SoNotFoundException', /^There is no user 4711/);
    });

    it('without dates are valid from now on, and without an end', async () => {
      await resultOf(
        agent('SaveUntrustedCredentials', {
          Type: 'dateless',
          Credentials: { PublicValue: 'a' },
        }),
      );
      const [stored] = await own('dateless');
      assert.ok(Math.abs(Date.parse(stored?.ValidFrom ?? '') - Date.now()) < 60_000);
      assert.equal(stored?.ValidTo, '9999-12-31T23:59:59Z');
      assert.deepEqual([stored.SecretValue, stored.IsActive], ['', false]);
    });

    it('have limits: 70, 238 and 255 characters', async () => {
      const largest = {
        SecretValue: 'å'.repeat(70),
        PublicValue: 'ø'.repeat(238),
        Comment: 'æ'.repeat(255),
      };
      const Type = 'x'.repeat(254);
      await resultOf(save(largest, Type));
      assert.deepEqual(await own(Type), [{ ...sample, ...largest }]);
      for (const [given, type, message] of [
        [{ SecretValue: 'x'.repeat(71) }, 'imap', /^The secret value has 71 .* 70 at most/],
        [{ PublicValue: 'x'.repeat(239) }, 'imap', /^The public value has 239 .* 238 at most/],
        [{ Comment: 'x'.repeat(256) }, 'imap', /^The comment has 256 .* 255 at most/],
        [{ PublicValue: 'a\nb' }, 'imap', /^The public value must not contain control/],
        [{ ValidTo: '2000-01-01T00:00:00Z' }, 'imap', /^ValidFrom is after ValidTo/],
        [{}, 'x'.repeat(255), /^The type of credentials has 255 .* 254 at most/],
        [{}, '', /^The type of credentials must not be empty/],
        [{}, ' imap', /^The type of credentials must not have spaces/],
      ] as const) {
        await requireRefused(save(given, type), 'SoInvalidArgumentException', message);
      }
      const nothing = agent('SaveUntrustedCredentials', { Type: 'imap', Credentials: null });
      await requireRefused(nothing, 'SoInvalidArgumentException', /^Credentials is missing/);
      assert.deepEqual(await own(), []);
    });
  });
}

function draftOf({ ValidFrom, ValidTo, Comment, SecretValue, PublicValue, IsActive }: Credentials) {
  return { ValidFrom, ValidTo, Comment, SecretValue, PublicValue, IsActive };
}

describe('untrusted credentials', () => {
  const agentFor = ({ ticket }: SceneCaller) => agentOf('rest', { url: scene.url, ticket });

  it('are limited to a number for each user', async () => {
    const owner = await scene.caller('employee');
    const save = (PublicValue: string) =>
      agentFor(owner)('SaveUntrustedCredentials', {
        Type: PublicValue,
        Credentials: { PublicValue },
      });
    const { untrustedCredentials } = scene.services.stores;
    for (let count = 0; count < UNTRUSTED_CREDENTIALS_MAX; count += 1) {
      await resultOf(save(`${count}`));
    }
    const more = save('more');
    await requireRefused(more, 'SoIllegalOperationException', /has 100 credentials .* most/);
    assert.equal(await untrustedCredentials.count(owner.user.id), UNTRUSTED_CREDENTIALS_MAX);
    await resultOf(save('0'));
  });

  it('are never accepted by a login', async () => {
    const user = await addUser(scene.services, 'keeper', 'pass word');
    const ticket = await startSession(scene.services, user);
    const agent = agentOf('rest', { url: scene.url, ticket });
    const Credentials = { ...sample, PublicValue: 'keeper', SecretValue: 'other word' };
    for (const Type of ['CRM5/PASSWORD', 'imap']) {
      await resultOf(agent('SaveUntrustedCredentials', { Type, Credentials }));
    }
    const login = async (Password: string) => {
      const json = { UserName: 'keeper', Password };
      const path = '/api/v1/Agents/SoPrincipal/AuthenticateUsernamePassword';
      return Object((await callRest(scene.url, path, { json })).json).AuthenticationSucceeded;
    };
    assert.equal(await login('other word'), false);
    assert.equal(await login('pass word'), true);
  });

  it('are sealed in the database, and their audit events hold no secret', async () => {
    const owner = await scene.caller('employee');
    const SecretValue = 'only-in-sealed-form';
    await resultOf(
      agentFor(owner)('SaveUntrustedCredentials', {
        Type: 'imap',
        Credentials: { ...sample, SecretValue },
      }),
    );
    assert.ok(!(await scene.installation.readDatabase()).includes(SecretValue));
    const events = JSON.stringify(await scene.eventsBy(owner));
    assert.match(events, /untrusted-credentials-added/);
    assert.ok(!events.includes(SecretValue) && !events.includes(sample.PublicValue));
  });

  it('are not opened in a row of another user or another public value', async () => {
    const [owner, thief] = [await scene.caller('employee'), await scene.caller('employee')];
    for (const each of [owner, thief]) {
      await resultOf(
        agentFor(each)('SaveUntrustedCredentials', { Type: 'imap', Credentials: sample }),
      );
    }
    const database = scene.installation.openDatabase();
    try {
      const move = database.prepare(
        'update untrusted_credentials set sealed = ' +
          '(select sealed from untrusted_credentials where associate_id = ?) where associate_id = ?',
      );
      const rename = database.prepare(
        "update untrusted_credentials set public_value = 'b' where associate_id = ?",
      );
      const read = () =>
        callRest(scene.url, '/api/v1/Agents/User/GetUntrustedCredentials', {
          authorization: `SOTicket ${thief.ticket}`,
          json: { Type: 'imap' },
        });
      for (const change of [
        () => move.run(owner.user.id, thief.user.id),
        () => rename.run(thief.user.id),
      ]) {
        change();
        const answer = await read();
        assert.equal(answer.status, 500);
        assert.ok(!answer.text.includes(SECRET));
      }
      move.run(owner.user.id, owner.user.id);
    } finally {
      database.close();
    }
    const Type = 'imap';
    const [kept] = await listed(agentFor(owner)('GetUntrustedCredentials', { Type }));
    assert.equal(kept?.SecretValue, SECRET);
  });
});
