/** How many statements an operation executes, and what it writes. */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { it, type TestContext } from 'node:test';
import {
  type AgentRequest,
  agentRequests,
  recordRequest,
} from '../../bench/measuring/agent-requests.ts';
import { createBenchInstallation } from '../../bench/measuring/bench-installation.ts';
import { addUsers } from '../../bench/measuring/many-users.ts';
import { userMessage } from '../../bench/measuring/messages.ts';
import { RecordedServer } from '../../bench/measuring/recorded-server.ts';
import type { ExecutedStatement } from '../../bench/measuring/recorded-statements.ts';
import { administratorRoleId } from '../../src/domain/roles/role.ts';

type Recorded = ReadonlyMap<string, readonly ExecutedStatement[]>;

const FEW = 5;
const MANY = 600;
/** The built-in role of system users, whose matrix of data rights is empty. */
const SYSTEM_ROLE_ID = 12;

it('operations on users execute as many statements for many users as for few', async (context) => {
  const { directory, ticketText } = await install(context);
  const few = await addUsers(directory, FEW);
  const withFew = await recordAll(directory, agentRequests(ticketText, few));
  const many = [...few, ...(await addUsers(directory, MANY))];
  const withMany = await recordAll(directory, agentRequests(ticketText, many));
  assert.deepEqual(countsOf(withMany), countsOf(withFew));
  for (const count of countsOf(withFew)) assert.ok(count > 0, 'nothing was recorded');
});

it('a role with data rights is read with as many statements as one without', async (context) => {
  const { directory, ticketText } = await install(context);
  const requests = [administratorRoleId, SYSTEM_ROLE_ID].map((RoleEntityId) => ({
    name: `GetRoleEntity ${RoleEntityId}`,
    message: userMessage('GetRoleEntity', { RoleEntityId }, ticketText),
    texts: [],
  }));
  const [full, empty] = countsOf(await recordAll(directory, requests));
  assert.equal(full, empty);
});

it('SaveUser writes only what changes, and nothing if nothing changes', async (context) => {
  const { directory, ticketText } = await install(context);
  const requests = agentRequests(ticketText, await addUsers(directory, 1));
  const recorded = await recordAll(directory, requests);
  assert.deepEqual(writesOf(recorded, 'SaveUser, nothing changes'), []);
  const written = writesOf(recorded, 'SaveUser, a field changes');
  assert.deepEqual(written, ['update "associates"', 'insert into "audit_events"']);
});

async function install(context: TestContext) {
  const installation = await createBenchInstallation();
  context.after(() => rm(installation.directory, { recursive: true }));
  return installation;
}

async function recordAll(directory: string, requests: readonly AgentRequest[]): Promise<Recorded> {
  const server = await RecordedServer.start(directory);
  try {
    const recorded = new Map<string, readonly ExecutedStatement[]>();
    for (const request of requests) {
      const [statements = []] = await recordRequest(server, request);
      recorded.set(request.name.replace(/ of \d+$/, ''), statements);
    }
    return recorded;
  } finally {
    await server.close();
  }
}

function countsOf(recorded: Recorded): readonly number[] {
  return Array.from(recorded.values(), ({ length }) => length);
}

/** The beginnings of the statements that write. */
function writesOf(recorded: Recorded, name: string): readonly string[] {
  const statements = recorded.get(name) ?? [];
  return statements.flatMap(
    ({ sql }) => /^(update|insert into|delete from) \S+/.exec(sql)?.[0] ?? [],
  );
}
