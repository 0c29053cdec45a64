/** The statements of an operation do not become more with the users of an installation. */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { it } from 'node:test';
import {
  type AgentRequest,
  agentRequests,
  countStatements,
} from '../../bench/measuring/agent-requests.ts';
import { createBenchInstallation } from '../../bench/measuring/bench-installation.ts';
import { addUsers } from '../../bench/measuring/many-users.ts';
import { RecordedServer } from '../../bench/measuring/recorded-server.ts';

const FEW = 5;
const MANY = 600;

it('operations on users execute as many statements for many users as for few', async (context) => {
  const { directory, ticketText } = await createBenchInstallation();
  context.after(() => rm(directory, { recursive: true }));
  const few = await addUsers(directory, FEW);
  const withFew = await countAll(directory, agentRequests(ticketText, few));
  const many = [...few, ...(await addUsers(directory, MANY))];
  const withMany = await countAll(directory, agentRequests(ticketText, many));
  assert.deepEqual(withMany, withFew);
  for (const count of withFew) assert.ok(count > 0, 'nothing was counted');
});

async function countAll(directory: string, requests: readonly AgentRequest[]) {
  const server = await RecordedServer.start(directory);
  try {
    const counts: number[] = [];
    for (const request of requests) counts.push(await countStatements(server, request));
    return counts;
  } finally {
    await server.close();
  }
}
