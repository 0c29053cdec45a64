/** The requests to the User agent that are measured. */

import { administratorRoleId } from '../../src/domain/roles/role.ts';
import { ask } from './ask.ts';
import { type Message, userMessage } from './messages.ts';
import type { RecordedServer } from './recorded-server.ts';
import { type ExecutedStatement, recordStatements } from './recorded-statements.ts';

export interface AgentRequest {
  readonly name: string;
  readonly message: Message;
  /** What takes the place of `{ticket}` in the message in turn, all of the same length. */
  readonly texts: readonly string[];
}

const INFOS = 500;
const RECORDINGS = 8;
const TEXTS = Array.from({ length: 1000 }, (_, index) => `saved ${100_000 + index}`);

/** @param ids of users, at least one. The first one is read and saved. */
export function agentRequests(ticket: string, ids: readonly number[]): readonly AgentRequest[] {
  const [id = 0] = ids;
  const UserInfoIds = ids.slice(0, INFOS);
  const saved = (fields: { readonly Tooltip: string }) =>
    userMessage('SaveUser', { User: { AssociateId: id, ...fields } }, ticket);
  return [
    fixed('GetUser', userMessage('GetUser', { UserId: id }, ticket)),
    fixed(
      `GetUserInfoList of ${UserInfoIds.length}`,
      userMessage('GetUserInfoList', { UserInfoIds }, ticket),
    ),
    fixed('GetAllRoles', userMessage('GetAllRoles', { RoleType: 'Employee' }, ticket)),
    fixed(
      'GetRoleEntity',
      userMessage('GetRoleEntity', { RoleEntityId: administratorRoleId }, ticket),
    ),
    fixed('SaveUser, nothing changes', saved({ Tooltip: '' })),
    { name: 'SaveUser, a field changes', message: saved({ Tooltip: '{ticket}' }), texts: TEXTS },
  ];
}

function fixed(name: string, message: Message): AgentRequest {
  return { name, message, texts: [] };
}

/** Sends the request once. @throws Error when it is refused. */
export async function askOnce(url: string, { name, message, texts }: AgentRequest, turn = 0) {
  const body = message.body.replace('{ticket}', texts[turn] ?? '');
  const reply = await ask(url, { ...message, body });
  const isPerformed = /<(\w+:)?Succeeded[^>]*>true</.test(reply.body);
  if (reply.status !== 200 || !isPerformed) throw new Error(`${name}: ${reply.body}`);
  return reply;
}

/**
 * Records the statements of a request several times, after one has filled the caches. The server
 * also executes statements in the background, so that only the shortest recordings are returned.
 */
export async function recordRequest(
  server: RecordedServer,
  request: AgentRequest,
): Promise<readonly (readonly ExecutedStatement[])[]> {
  await askOnce(server.url, request);
  const recorded: (readonly ExecutedStatement[])[] = [];
  for (let turn = 1; turn <= RECORDINGS; turn += 1) {
    recorded.push(await recordStatements(() => askOnce(server.url, request, turn)));
  }
  const least = Math.min(...recorded.map((statements) => statements.length));
  return recorded.filter((statements) => statements.length === least);
}
