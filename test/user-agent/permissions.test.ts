/**
 * Calls every operation of the User agent as every kind of user, by SOAP in both layouts and by
 * REST. Each call must be performed or refused as the table of permissions says.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { userService } from '../../src/contract/services88/user.ts';
import type { Associate } from '../../src/domain/users/associate.ts';
import { exampleOf, operationPath } from '../../src/rest/operations.ts';
import { authorization, callRest, errorOf } from '../support/rest-calls.ts';
import { addUser, startSession, TestInstallation } from '../support/test-installation.ts';
import {
  callUserAgent,
  type Outcome,
  requireRefused,
  type UserOperation,
  ways,
} from '../support/user-agent-calls.ts';
import {
  type CallerName,
  callers,
  directoryOperations,
  gatewayOperations,
  type PerformedOperation,
  performedOperations,
  permissionOf,
  permissionRows,
} from '../support/user-agent-permissions.ts';
import { requestOf } from '../support/user-agent-requests.ts';
import { type SceneCaller, scenePassword, UserAgentScene } from '../support/user-agent-scene.ts';

let scene: UserAgentScene;
const sceneCallers = new Map<CallerName, SceneCaller>();
before(async () => {
  scene = await UserAgentScene.create();
  for (const name of callers) sceneCallers.set(name, await scene.caller(name));
});
after(() => scene.close());

function wordOf(outcome: Outcome): string {
  if ('result' in outcome) return 'performed';
  const { refused, message } = outcome;
  if (refused === 'SoIllegalOperationException' && /^You are not permitted /.test(message)) {
    return 'refused';
  }
  return `${refused}: ${message}`;
}

async function wordsOf(
  operation: PerformedOperation,
  ticket: string,
  target: { readonly roleId: number; readonly user: Associate },
): Promise<readonly string[]> {
  const words: string[] = [];
  for (const way of ways) {
    const request = await requestOf(scene, operation, target.roleId, target.user);
    words.push(wordOf(await callUserAgent(way, { url: scene.url, ticket }, operation, request)));
  }
  return words;
}

describe('an operation of the User agent', () => {
  for (const operation of performedOperations) {
    it(`${operation} is performed for the users in the table, by SOAP and REST`, async () => {
      const other = {
        roleId: (await scene.addRole()).id,
        user: await scene.addUser({}, scenePassword),
      };
      for (const [name, { user, ticket }] of sceneCallers) {
        const mark = permissionOf(operation, name);
        const [own, others] = {
          '+': ['performed', 'performed'],
          own: ['performed', 'refused'],
          '-': ['refused', 'refused'],
        }[mark] ?? ['no such mark', ''];
        const all = (word: string | undefined) => ways.map(() => word);
        const note = `${name} calls ${operation}`;
        if (mark === 'own') {
          const { roleId } = user;
          const words = await wordsOf(operation, ticket, { roleId, user });
          assert.deepEqual(words, all(own), note);
        }
        assert.deepEqual(await wordsOf(operation, ticket, other), all(others), note);
      }
    });
  }

  for (const operation of gatewayOperations) {
    it(`${operation} is refused to everybody, because there is no access gateway`, async () => {
      for (const { ticket } of sceneCallers.values()) {
        const json = exampleOf(userService.operations[operation].request);
        for (const way of ways) {
          const call = callUserAgent(way, { url: scene.url, ticket }, operation, json);
          await requireRefused(
            call,
            'SoIllegalOperationException',
            /^No access gateway is configured\./,
          );
        }
      }
    });
  }

  for (const operation of directoryOperations) {
    it(`${operation} is refused to everybody, because passwords have no directory`, async () => {
      const json = { UserType: 'InternalAssociate', CredentialType: 'CRM5/PASSWORD' };
      for (const [name, { ticket }] of sceneCallers) {
        const isAdministrator = ['admin-all', 'admin-users', 'system'].includes(name);
        const message = isAdministrator ? /have no directory/ : /^You are not permitted /;
        for (const way of ways) {
          const call = callUserAgent(way, { url: scene.url, ticket }, operation, json);
          await requireRefused(call, 'SoIllegalOperationException', message);
        }
      }
    });
  }

  it('needs a session', async () => {
    for (const operation of Object.keys(permissionRows) as UserOperation[]) {
      const json = exampleOf(userService.operations[operation].request);
      for (const way of ways) {
        const outcome = await callUserAgent(way, { url: scene.url, ticket: '' }, operation, json);
        assert.ok('refused' in outcome, operation);
        assert.equal(outcome.refused, 'SoSessionException', operation);
      }
    }
  });

  it('needs an application that was granted the agent, Online', async () => {
    const installation = await TestInstallation.create('online');
    try {
      const services = await installation.addTenant('Cust12345');
      const { token: appToken } = await installation.addApplication('Other');
      const base = `${await installation.serve()}/Cust12345`;
      const ticket = await startSession(
        services,
        await addUser(services, 'anna', null, { roleId: 1 }),
      );
      const proof = { authorization: authorization.ticket(ticket), appToken };
      for (const operation of performedOperations) {
        const json = exampleOf(userService.operations[operation].request);
        const path = operationPath('User', operation);
        const answer = await callRest(base, path, { ...proof, json });
        assert.deepEqual([answer.status, errorOf(answer).type], [403, 'SoSentryException'], path);
      }
    } finally {
      await installation.close();
    }
  });
});

describe('a refusal because of a missing right', () => {
  it('is in the audit trail, for the operation and for the role', async () => {
    const { ticket, user } = await scene.caller('employee');
    const place = { url: scene.url, ticket };
    await callUserAgent('rest', place, 'SaveRoleEntity', {});
    await callUserAgent('soap', place, 'GetRoleEntity', { RoleEntityId: 1 });
    const filter = { user: user.name, outcome: 'refused' } as const;
    const events = await scene.installation.registry.stores.audit.listLatest(filter, 10);
    assert.deepEqual(
      events.map(({ action, detail }) => [action, detail]),
      ['GetRoleEntity', 'SaveRoleEntity'].map((operation) => [
        'operation-refused',
        { operation, reason: 'not-permitted' },
      ]),
    );
  });
});
