/** SOAP, REST and introspection agree on the user of a token. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { InstallationMode } from '../../src/domain/installation.ts';
import { introspect } from '../support/oauth-calls.ts';
import { asOperator } from '../support/operator.ts';
import {
  authorization,
  callRest,
  currentPrincipal,
  getAccessToken,
} from '../support/rest-calls.ts';
import { accessTokenOf, callService, operations } from '../support/service-calls.ts';
import { textAt } from '../support/soap-messages.ts';
import { addUser, startSession, TestInstallation } from '../support/test-installation.ts';

const ender = asOperator('end-sessions');

const CLAIM = 'http://schemes.superoffice.net/identity/';

/** The facts that all three report, in the same form. */
interface Who {
  readonly associateId: string | null | undefined;
  readonly name: string | null | undefined;
  readonly email: string | null | undefined;
  readonly context: string | null | undefined;
}

async function setUp(mode: InstallationMode) {
  const installation = await TestInstallation.create(mode);
  const contextIdentifier = mode === 'online' ? 'Cust12345' : '';
  if (mode === 'online') await installation.addTenant(contextIdentifier);
  const services = await installation.servicesOf(contextIdentifier);
  const application = await installation.addApplication('Reporting', { agents: ['User'] });
  const url = await installation.serve();
  const base = mode === 'online' ? `${url}/${contextIdentifier}` : url;
  const users = [
    await addUser(services, 'åse', null, { fullName: 'Åse Ås', email: 'aase@example.com' }),
    await addUser(services, 'bo', null, { fullName: '<Bo> & "co"' }),
  ];
  return { installation, services, application, base, users, contextIdentifier };
}

for (const mode of ['onsite', 'online'] as const) {
  describe(`an access token, ${mode}`, () => {
    it('belongs to the same user by SOAP, REST and introspection', async () => {
      const scene = await setUp(mode);
      const { installation, services, application, base, users, contextIdentifier } = scene;
      const applicationToken = application.token;

      const bySoap = async (token: string): Promise<Who & { readonly fullName: unknown }> => {
        const body = operations.byAccessToken(token);
        const call = { service: 'SoPrincipal', body, applicationToken } as const;
        const answer = await callService(base, call);
        const field = (name: string) => textAt(answer.body, 'Response', name);
        return {
          associateId: field('AssociateId'),
          name: field('Associate'),
          email: field('EMailAddress'),
          context: field('DatabaseContextIdentifier'),
          fullName: field('FullName'),
        };
      };
      const byRest = async (token: string): Promise<Who & { readonly fullName: unknown }> => {
        const proof = { authorization: authorization.bearer(token) };
        const principal = Object((await callRest(base, currentPrincipal, proof)).json);
        return {
          associateId: String(principal.AssociateId),
          name: principal.Associate,
          email: principal.EMailAddress,
          context: principal.DatabaseContextIdentifier,
          fullName: principal.FullName,
        };
      };
      const byIntrospection = async (token: string): Promise<Who> => {
        const told = Object(await introspect(base, application, token));
        assert.equal(told.active, true);
        assert.equal(told.sub, told[`${CLAIM}associateid`]);
        return {
          associateId: told[`${CLAIM}associateid`],
          name: told.username,
          email: told[`${CLAIM}email`] ?? null,
          context: told[`${CLAIM}ctx`] ?? null,
        };
      };

      try {
        for (const user of users) {
          const ticket = await startSession(services, user);
          const issued = await callService(base, {
            service: 'User',
            body: operations.getAccessToken(),
            applicationToken,
            ticket,
          });
          const proof = { authorization: authorization.ticket(ticket), appToken: applicationToken };
          const { json } = await callRest(base, getAccessToken, proof);
          for (const token of [accessTokenOf(issued), String(json)]) {
            const { id, name, email, fullName } = user;
            const who = {
              associateId: String(id),
              name,
              email,
              context: contextIdentifier || null,
            };
            assert.deepEqual(await bySoap(token), { ...who, fullName });
            assert.deepEqual(await byRest(token), { ...who, fullName });
            assert.deepEqual(await byIntrospection(token), who);
          }
        }
      } finally {
        await installation.close();
      }
    });

    it('that was issued for another ends with it, by SOAP, REST and introspection', async () => {
      const { installation, services, application, base, users } = await setUp(mode);
      try {
        const [user] = users;
        assert.ok(user);
        const ticket = await startSession(services, user);
        const appToken = application.token;
        const ask = async (proof: string, token = appToken) => {
          const answer = await callRest(base, getAccessToken, {
            authorization: proof,
            appToken: token,
          });
          assert.equal(answer.status, 200, answer.text);
          return String(answer.json);
        };
        const first = await ask(authorization.ticket(ticket));
        const second = await ask(authorization.bearer(first));
        const third = await ask(authorization.bearer(second));
        const other = await ask(authorization.ticket(ticket));
        const claims = installation.registry.accessTokenCodec.open(first);
        assert.ok(typeof claims === 'object');
        await services.sessionAdministration.revokeAccessToken(ender, claims);
        for (const ended of [first, second, third]) {
          const proof = { authorization: authorization.bearer(ended) };
          assert.equal((await callRest(base, currentPrincipal, proof)).status, 401);
          assert.deepEqual(await introspect(base, application, ended), { active: false });
          const body = operations.byAccessToken(ended);
          const call = { service: 'SoPrincipal', body, applicationToken: appToken } as const;
          const answer = await callService(base, call);
          assert.equal(textAt(answer.body, 'AuthenticationSucceeded'), 'false');
        }
        const proof = { authorization: authorization.bearer(other) };
        assert.equal((await callRest(base, currentPrincipal, proof)).status, 200);
      } finally {
        await installation.close();
      }
    });
  });
}
