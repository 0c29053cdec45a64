/**
 * Crash safety of SaveUser: the server is killed while clients save users. No answered save is
 * lost, no save is stored in part, and each has its audit event.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { onsiteTenant } from '../../src/domain/tenants/tenant.ts';
import { createProfile } from '../../src/domain/users/associate.ts';
import { createInstallation, openInstallation } from '../../src/storage/data-directory.ts';
import type { PostgresPlace } from '../../src/storage/database-place.ts';
import { cheapHash } from '../support/cheap-hash.ts';
import { sizeOf } from '../support/long.ts';
import { TestPostgres } from '../support/postgres.ts';
import { ServerProcess } from '../support/server-process.ts';
import { administratorRoleId, firstGroupId } from '../support/test-installation.ts';
import { ticketOf } from '../support/typed-calls.ts';
import { callUserAgent, type Place, resultOf } from '../support/user-agent-calls.ts';

const KILLS = sizeOf('KILLS', 3, 12);
const CLIENTS = 8;
/** Answered saves per kill. The kill comes during the next ones. */
const SAVES_PER_KILL = sizeOf('SAVES_PER_KILL', 25, 200);
const SAVES_OF_USER = 6;
const LATER_MS = 3;
const EVENTS_MAX = 10_000;
const LIMIT = { timeout: 240_000 };

const administrator = { userName: 'ada', password: 'open sesame' };

/** What a client knows of a user that it saves again and again. */
interface Saved {
  readonly name: string;
  id: number;
  /** The number of the last save that was answered. 0 if none was. */
  answered: number;
  /** The number of the last save that was sent. */
  sent: number;
}

/** An installation that servers are started on, one after the other. */
interface Scene {
  readonly context: TestContext;
  readonly data: string;
  readonly postgres: PostgresPlace | null;
  readonly licenceIds: readonly number[];
}

async function createScene(context: TestContext, url: string | null): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  const postgres = url === null ? null : ({ url, connectionsMax: 2, patience: 'command' } as const);
  const company = { tenant: onsiteTenant(''), postgres };
  const { stores } = await createInstallation(data, company, Date.now());
  const tenant = await stores.tenants.find('');
  assert.ok(tenant);
  const { associates, licences } = stores.ofTenant(tenant.id);
  const { userName, password } = administrator;
  const profile = createProfile(userName, administratorRoleId, firstGroupId);
  await associates.add(profile, cheapHash(password), Date.now());
  const [like] = (await licences.listModules()).filter(({ name }) => name === 'visible-for');
  assert.ok(like);
  const { id: _id, ...fields } = like;
  const added = [
    await licences.addModule({ ...fields, name: 'odd' }),
    await licences.addModule({ ...fields, name: 'even' }),
  ];
  await stores.close();
  return { context, data, postgres, licenceIds: added.map(({ id }) => id) };
}

async function serve({ context, data, postgres }: Scene) {
  const database = postgres ? ['--database', postgres.url] : [];
  const server = ServerProcess.start(context, [
    'serve',
    '--data',
    data,
    ...database,
    '--port',
    '0',
  ]);
  const url = await server.ready();
  return { server, place: { url, ticket: await ticketOf(url, administrator) } };
}

/** What is saved. Every field depends on the number, so that parts of two saves do not match. */
function fieldsOf({ licenceIds: [odd, even] }: Scene, number: number) {
  return {
    Rank: number,
    Tooltip: `save ${number}`,
    RequestSignature: `save ${number}`,
    UserGroup: { Id: 1 + (number % 5) },
    OtherGroups: [{ Id: 1 + ((number + 1) % 5) }],
    CustomFields: { x_number: String(number) },
    Licences: number % 2 === 1 ? [odd] : [even],
  };
}

function carrierOf(scene: Scene, { name, id, sent }: Saved) {
  const { Licences, ...fields } = fieldsOf(scene, sent);
  const links = scene.licenceIds.map((licence) => ({
    ModuleLicenseId: licence,
    Assigned: Licences.includes(licence),
  }));
  const LicenseOwners = [{ Name: 'SUPEROFFICE', UnrestrictedModuleLicenses: links }];
  return { AssociateId: id, Name: name, Type: 'ResourceAssociate', ...fields, LicenseOwners };
}

/** Saves one user after another, each several times, until the server is gone. */
async function keepSaving(
  scene: Scene,
  place: Place,
  prefix: string,
  users: Saved[],
  progress: () => void,
): Promise<void> {
  for (let count = 1; ; count += 1) {
    const user: Saved = { name: `${prefix} ${count}`, id: 0, answered: 0, sent: 0 };
    users.push(user);
    for (let time = 0; time < SAVES_OF_USER; time += 1) {
      user.sent += 1;
      const way = time % 2 === 0 ? 'soap' : 'rest';
      const saving = callUserAgent(way, place, 'SaveUser', { User: carrierOf(scene, user) });
      const saved = await unlessGone(resultOf(saving));
      if (saved === 'gone') return;
      user.id = Number(Object(saved).AssociateId);
      user.answered = user.sent;
      progress();
    }
  }
}

/** `fetch` fails with a TypeError when the connection breaks. */
async function unlessGone<T>(call: Promise<T>): Promise<T | 'gone'> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof TypeError) return 'gone';
    throw error;
  }
}

/** Returns the number of the save that is stored, or 0 if there is no such user. */
async function readNumber(scene: Scene, place: Place, { name }: Saved): Promise<number> {
  const outcome = await callUserAgent('rest', place, 'GetUserFromName', { UserName: name });
  if ('refused' in outcome) {
    assert.equal(outcome.refused, 'SoNotFoundException', outcome.message);
    return 0;
  }
  const user = Object(outcome.result);
  const links = user.LicenseOwners.flatMap((owner: Links) => owner.UnrestrictedModuleLicenses);
  const assigned = links.filter(({ Assigned }: Link) => Assigned);
  const stored = {
    Rank: user.Rank,
    Tooltip: user.Tooltip,
    RequestSignature: user.RequestSignature,
    UserGroup: { Id: user.UserGroup.Id },
    OtherGroups: user.OtherGroups.map(({ Id }: { readonly Id: number }) => ({ Id })),
    CustomFields: user.CustomFields,
    Licences: assigned.map(({ ModuleLicenseId }: Link) => ModuleLicenseId),
  };
  assert.deepEqual(stored, fieldsOf(scene, user.Rank), `${name} is stored in part`);
  return user.Rank;
}

interface Links {
  readonly UnrestrictedModuleLicenses: readonly Link[];
}

interface Link {
  readonly ModuleLicenseId: number;
  readonly Assigned: boolean;
}

/** Returns how many saves of each user the audit trail has, by name. */
async function countEvents({ data, postgres }: Scene): Promise<ReadonlyMap<string, number>> {
  const { stores } = await openInstallation(data, undefined, postgres);
  const counts = new Map<string, number>();
  for (const { action, user } of await stores.audit.listLatest({}, EVENTS_MAX)) {
    if (action !== 'user-added' && action !== 'user-changed') continue;
    counts.set(user ?? '', (counts.get(user ?? '') ?? 0) + 1);
  }
  await stores.close();
  return counts;
}

async function killWhileSaving(scene: Scene, round: number): Promise<readonly Saved[]> {
  const { server, place } = await serve(scene);
  const users: Saved[] = [];
  let answered = 0;
  const enough = Promise.withResolvers<void>();
  const progress = () => {
    answered += 1;
    if (answered === SAVES_PER_KILL) enough.resolve();
  };
  const clients = Array.from({ length: CLIENTS }, (_, client) =>
    keepSaving(scene, place, `round ${round} client ${client} user`, users, progress),
  );
  const gone = Promise.all(clients);
  await Promise.race([enough.promise, gone]);
  // At another moment of the saves in each round, not always just after an answer.
  await sleep(round * LATER_MS);
  server.kill('SIGKILL');
  assert.equal(await server.exited, 'SIGKILL');
  await gone;
  return users;
}

async function check(context: TestContext, url: string | null): Promise<void> {
  const scene = await createScene(context, url);
  const users: Saved[] = [];
  for (let round = 1; round <= KILLS; round += 1) {
    users.push(...(await killWhileSaving(scene, round)));
  }
  const { server, place } = await serve(scene);
  const events = await countEvents(scene);
  let unanswered = 0;
  for (const user of users) {
    const number = await readNumber(scene, place, user);
    const what = `${user.name}: save ${number} of ${user.answered} answered, ${user.sent} sent`;
    assert.ok(number >= user.answered && number <= user.sent, what);
    assert.equal(events.get(user.name) ?? 0, number, `audit events of ${what}`);
    if (number > user.answered) unanswered += 1;
  }
  const answered = users.reduce((sum, user) => sum + user.answered, 0);
  assert.ok(answered >= KILLS * SAVES_PER_KILL);
  const cut = users.filter((user) => user.sent > user.answered).length;
  context.diagnostic(
    `${KILLS} kills with ${CLIENTS} clients: ${answered} saves of ${users.length} users were answered; ` +
      `of ${cut} that were not, ${unanswered} are stored`,
  );
  server.kill('SIGTERM');
  assert.equal(await server.exited, 0);
}

it('a server on SQLite that is killed loses no saved user', LIMIT, (context) =>
  check(context, null),
);

it('a server on PostgreSQL that is killed loses no saved user', LIMIT, async (context) => {
  const postgres = await TestPostgres.start();
  context.after(() => postgres.close());
  await check(context, await postgres.createDatabase());
});
