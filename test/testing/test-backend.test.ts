/** The background work of a test server obeys its clock. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { pino } from 'pino';
import { servedContract } from '../../src/contract/served-contract.ts';
import { parseTicket } from '../../src/domain/sessions/ticket.ts';
import { Journal } from '../../src/journal/journal.ts';
import { FailureLog } from '../../src/observe/failure-log.ts';
import { settingsSchema } from '../../src/settings.ts';
import { Faults } from '../../src/testing/faults.ts';
import { issueAccessToken, issueTicket } from '../../src/testing/issue-sessions.ts';
import { readSeedText } from '../../src/testing/read-test-seed.ts';
import { seededSnapshot, testMasterKeys } from '../../src/testing/seed-template.ts';
import { TestBackend } from '../../src/testing/test-backend.ts';
import { BodyBudget } from '../../src/web/body-budget.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const frozen = { atMs: Date.UTC(2030, 0, 1), isFrozen: true };
const user = { user: 'demo' };

async function open(context: TestContext, clock = frozen): Promise<TestBackend> {
  const settings = settingsSchema.parse({});
  const log = pino({ level: 'silent' });
  const contract = servedContract(settings.servicesVersions, settings.services88Edition);
  const surroundings = {
    settings,
    log,
    contract,
    failures: new FailureLog(log),
    bodyBudget: new BodyBudget(settings.bodyBytesTotalMax),
    masterKeys: testMasterKeys,
    faults: new Faults(),
    journal: new Journal({ level: 'off', contract, now: () => 0, onError: assert.ifError }),
  };
  const start = await seededSnapshot(await readSeedText('demo', false), clock);
  const backend = await TestBackend.start(start, surroundings);
  context.after(() => backend.close());
  return backend;
}

async function storesOf({ registry }: TestBackend) {
  const tenant = await registry.stores.tenants.find('');
  assert.ok(tenant);
  return registry.of(tenant).stores;
}

describe('when the clock has moved, a test server', () => {
  it('has swept what has expired', async (context) => {
    const backend = await open(context);
    const { id } = parseTicket(await issueTicket(backend.registry, user)) ?? {};
    const { tickets } = await storesOf(backend);
    await backend.clock.advance(5 * HOUR_MS);
    assert.ok(await tickets.find(id ?? ''), 'it has not expired yet');
    await backend.clock.advance(2 * HOUR_MS);
    assert.equal(await tickets.find(id ?? ''), null);
  });

  it('has rotated its keys', async (context) => {
    const { clock, registry } = await open(context);
    const keyIds = async () => (await registry.stores.keys.list()).map(({ id }) => id);
    assert.deepEqual(await keyIds(), [1]);
    await clock.advance(91 * DAY_MS);
    assert.deepEqual(await keyIds(), [1, 2]);
    assert.match(await issueAccessToken(registry, user), /^8A:/);
    await clock.advance(2 * DAY_MS);
    assert.deepEqual(await keyIds(), [2], 'nothing that key 1 has sealed is valid now');
  });

  it('has written the counts of the audit trail', async (context) => {
    const { clock, registry } = await open(context);
    await issueAccessToken(registry, user);
    const events = async () =>
      (await registry.stores.audit.listLatest({}, 100)).map(({ action }) => action);
    assert.ok(!(await events()).includes('access-token-issued'));
    await clock.advance(60_000);
    assert.ok((await events()).includes('access-token-issued'));
  });
});
