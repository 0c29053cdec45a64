import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError, type ErrorCode } from '../errors.ts';
import type { InstallationMode } from '../installation.ts';
import {
  type Application,
  type ApplicationStore,
  hashApplicationToken,
  plainApplication,
} from './application.ts';
import { Applications } from './applications.ts';

const USER = { name: 'User', restricted: true };
const SO_PRINCIPAL = { name: 'SoPrincipal', restricted: false };

const application = (changes: Partial<Application> & { readonly name: string }): Application => ({
  id: 1,
  clientId: changes.name,
  ...plainApplication,
  agents: ['User'],
  tenantIds: 'all',
  createdAtMs: 0,
  disabledAtMs: null,
  ...changes,
});
/** The token of each application is its name. */
const known = [
  application({ id: 1, name: 'granted' }),
  application({ id: 2, name: 'plain', agents: ['user', 'Person'] }),
  application({ id: 3, name: 'disabled', disabledAtMs: 5 }),
  application({ id: 4, name: 'installed', tenantIds: [6, 7] }),
  application({ id: 5, name: 'elsewhere', tenantIds: [8] }),
  application({ id: 6, name: 'nowhere', tenantIds: [] }),
];
const store = {
  find: async (id: number) => known.find((each) => each.id === id) ?? null,
  findByTokenHash: async (hash: string) =>
    known.find(({ name }) => hashApplicationToken(name) === hash) ?? null,
} satisfies Partial<ApplicationStore>;

const at = (mode: InstallationMode) =>
  new Applications({
    applications: store as Partial<ApplicationStore> as ApplicationStore,
    mode,
    tenant: { id: 7, contextIdentifier: 'Cust7' },
  });

const refuses = (work: Promise<unknown>, code: ErrorCode, message: RegExp) =>
  assert.rejects(work, (error) => {
    assert.ok(error instanceof DomainError);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });

describe('Online', () => {
  const online = at('online');

  it('admits an application that the tenant installed', async () => {
    for (const name of ['granted', 'plain', 'installed']) {
      assert.equal((await online.admit(name, SO_PRINCIPAL))?.name, name);
    }
    assert.equal((await online.admit('granted', USER))?.name, 'granted');
  });

  it('refuses every other application and says why', async () => {
    const reasons = {
      '': /has no application token/,
      wrong: /of no registered application/,
      disabled: /is disabled/,
      elsewhere: /not installed at Cust7/,
      nowhere: /not installed at Cust7/,
    };
    for (const agent of [SO_PRINCIPAL, USER]) {
      for (const [token, reason] of Object.entries(reasons)) {
        await refuses(online.admit(token, agent), 'application-refused', reason);
      }
    }
    await refuses(online.admit('plain', USER), 'agent-restricted', /plain may not use the User/);
  });

  it('issues tokens on behalf of admitted applications', async () => {
    const calling = await online.admit('granted', USER);
    assert.equal((await online.onBehalfOf('', calling))?.name, 'granted');
    for (const name of ['granted', 'plain', 'installed']) {
      assert.equal((await online.onBehalfOf(name, calling))?.name, name);
    }
    const reasons = { wrong: /no registered/, disabled: /disabled/, elsewhere: /not installed/ };
    for (const [token, reason] of Object.entries(reasons)) {
      await refuses(online.onBehalfOf(token, calling), 'invalid-argument', reason);
    }
  });

  it('an application may call only while it is enabled and installed', async () => {
    assert.equal((await online.findStanding(4))?.name, 'installed');
    for (const id of [3, 5, 6, 99]) assert.equal(await online.findStanding(id), null);
  });
});

describe('on-site', () => {
  const onsite = at('onsite');

  it('refuses nothing, and returns the application if it is known', async () => {
    for (const token of ['', 'wrong', 'disabled', 'elsewhere']) {
      assert.equal(await onsite.admit(token, USER), null, token);
      assert.equal(await onsite.onBehalfOf(token, null), null, token);
    }
    const granted = await onsite.admit('plain', USER);
    assert.equal(granted?.name, 'plain');
    assert.equal((await onsite.onBehalfOf('granted', granted))?.name, 'granted');
    assert.equal((await onsite.onBehalfOf('', granted))?.name, 'plain');
    assert.equal(await onsite.onBehalfOf('wrong', granted), null);
  });
});
