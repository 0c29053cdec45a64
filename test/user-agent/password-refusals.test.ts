/** Refusals of new passwords, and what protects passwords against guessing. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createContact } from '../../src/domain/contacts/contact.ts';
import { credentialsOf } from '../../src/domain/login/authenticator.ts';
import { authorization, callRest } from '../support/rest-calls.ts';
import { textAt } from '../support/soap-messages.ts';
import { startSession } from '../support/test-installation.ts';
import { agentOf, postUserAgent, requireRefused, resultOf } from '../support/user-agent-calls.ts';
import { scenePassword, UserAgentScene } from '../support/user-agent-scene.ts';

const NEW = 'a new password';
const notPermitted = /^You are not permitted to do this\./;

let scene: UserAgentScene;
before(async () => {
  scene = await UserAgentScene.create();
});
after(() => scene.close());

describe('a refused password', () => {
  it('has its reason under the name of its field', async () => {
    const { ticket, user } = await scene.caller('employee');
    const change = { OldPassword: scenePassword, NewPassword: 'short' };
    const place = { url: scene.url, ticket };
    const { header } = await postUserAgent(place, 'ChangeOwnPassword', change, false);
    const info = header.get('ExceptionInfo');
    assert.match(textAt(info, 'ExceptionType') ?? '', /\.SoValidationException$/);
    const path = ['Parameters', 'SoExceptionInfoParametersKeyValuePair'];
    assert.equal(textAt(info, ...path, 'Key'), 'NewPassword');
    assert.match(textAt(info, ...path, 'Value') ?? '', /8 characters/);
    const administrator = await scene.caller('admin-all');
    const proof = { authorization: authorization.ticket(administrator.ticket) };
    const restPath = '/api/v1/Agents/User/SetPassword';
    const json = { AssociateId: user.id, Password: 'short' };
    const answer = await callRest(scene.url, restPath, { ...proof, json });
    assert.equal(answer.status, 400);
    const reason = 'The password needs at least 8 characters.';
    assert.deepEqual(answer.json, {
      Error: true,
      ErrorType: 'SoValidationException',
      Message: reason,
      ErrorSource: 'Ticketoffice',
      Parameters: { Password: reason },
    });
  });
});

describe('external administration', () => {
  async function licence(): Promise<number> {
    const modules = await scene.services.stores.licences.listModules();
    const module = modules.find(({ name }) => name === 'admin-extern-user');
    assert.ok(module);
    return module.id;
  }

  it('lets employees change passwords of external users only', async () => {
    const caller = await scene.caller('employee');
    await scene.services.stores.licences.assign(caller.user.id, await licence());
    const agent = agentOf('soap', { url: scene.url, ticket: caller.ticket });
    const external = await scene.addExternalUser();
    const text = await resultOf(
      agent('GenerateNewPasswordForExternalUser', { AssociateName: external.name }),
    );
    const elsewhere = { address: '198.51.100.7', userAgent: null };
    const credentials = credentialsOf(external.name, String(text));
    assert.ok(await scene.services.logins.authenticate(credentials, elsewhere));
    const set = agent('SetPassword', { AssociateId: external.id, Password: NEW });
    assert.equal(await resultOf(set), true);
    const { id: AssociateId, name: AssociateName } = await scene.addUser();
    await requireRefused(
      agent('SetPassword', { AssociateId, Password: NEW }),
      'SoIllegalOperationException',
      notPermitted,
    );
    await requireRefused(
      agent('GenerateNewPasswordForExternalUser', { AssociateName }),
      'SoIllegalOperationException',
      notPermitted,
    );
  });

  it('lets external persons change passwords at their own company only', async () => {
    const moduleId = await licence();
    const { contacts } = scene.services.stores;
    const one = (await contacts.add(createContact('One'))).id;
    const other = (await contacts.add(createContact('Other'))).id;
    const outcomes: [number, number, boolean][] = [
      [one, one, true],
      [one, other, false],
      [0, 0, false],
    ];
    for (const [ownContact, contact, isAllowed] of outcomes) {
      const profile = { roleId: 10, type: 'external', groupId: 0 } as const;
      const caller = await scene.addCaller({ ...profile, contactId: ownContact });
      await scene.services.stores.licences.assign(caller.user.id, moduleId);
      const agent = agentOf('rest', { url: scene.url, ticket: caller.ticket });
      const target = await scene.addExternalUser({ contactId: contact });
      const can = agent('CanChangePassword', { AssociateId: target.id });
      assert.equal(await resultOf(can), isAllowed);
    }
  });
});

describe('a busy server', () => {
  it('is never taken for a wrong password', async () => {
    const caller = await scene.caller('employee');
    const { passwordHasher } = scene.services;
    const stored = await passwordHasher.hash('slow to check');
    const crowd = Promise.allSettled(
      Array.from({ length: 133 }, () => passwordHasher.verify('x', stored, ['127.0.0.1'])),
    );
    const agent = agentOf('soap', { url: scene.url, ticket: caller.ticket });
    const change = { OldPassword: scenePassword, NewPassword: NEW };
    await requireRefused(agent('ChangeOwnPassword', change), 'SoServerException', /Try again/);
    await crowd;
    const { failures } = await scene.services.loginGuard.standingOf([caller.user.name]);
    assert.equal(failures, 0);
    assert.equal(await resultOf(agent('ChangeOwnPassword', change)), true);
  });
});

describe('a lock after failed logins', () => {
  it('also refuses the right old password, and ends with an administrator’s password', async () => {
    const caller = await scene.caller('employee');
    const claim = { kind: 'user', name: caller.user.name, address: '127.0.0.1' } as const;
    for (let count = 0; count < 10; count += 1) {
      await scene.services.loginGuard.recordFailure(claim);
    }
    const agent = agentOf('soap', { url: scene.url, ticket: caller.ticket });
    const change = { OldPassword: scenePassword, NewPassword: NEW };
    assert.equal(await resultOf(agent('ChangeOwnPassword', change)), false);
    const { ticket } = await scene.caller('admin-all');
    const administrator = agentOf('soap', { url: scene.url, ticket });
    const set = { AssociateId: caller.user.id, Password: scenePassword };
    assert.equal(await resultOf(administrator('SetPassword', set)), true);
    const fresh = await startSession(
      scene.services,
      (await scene.services.stores.associates.find(caller.user.id)) ?? caller.user,
    );
    const again = agentOf('soap', { url: scene.url, ticket: fresh });
    assert.equal(await resultOf(again('ChangeOwnPassword', change)), true);
  });
});
