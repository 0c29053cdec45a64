/** The requests to the User agent that are measured. */

import { ask } from './ask.ts';
import type { CountedServer } from './counted-server.ts';
import { type Message, userMessage } from './messages.ts';

export interface AgentRequest {
  readonly name: string;
  readonly message: Message;
  /** What takes the place of `{ticket}` in the message in turn, all of the same length. */
  readonly texts: readonly string[];
}

const INFOS = 500;
const COUNTS = 5;
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
 * Counts the statements of a request, after one has filled the caches. It is the lowest of several
 * counts, because the server also executes statements in the background.
 */
export async function countStatements(
  server: CountedServer,
  request: AgentRequest,
): Promise<number> {
  await askOnce(server.url, request);
  const counts: number[] = [];
  for (let turn = 1; turn <= COUNTS; turn += 1) {
    counts.push(await server.count(() => askOnce(server.url, request, turn)));
  }
  return Math.min(...counts);
}
