/**
 * A server runs at its most verbose log level while clients use it in every way. No output of the
 * server contains a secret that was used.
 */
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { SignJWT } from 'jose';
import { parseTicket } from '../../src/domain/sessions/ticket.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';
import { asJwt, exchange, postForm, revokeToken } from '../support/oauth-calls.ts';
import { ServerProcess } from '../support/server-process.ts';
import { accessTokenOf, callService, logIn, operations } from '../support/service-calls.ts';
import { TraceCollector } from '../support/trace-collector.ts';

const WRONG = 'wrong-fjord-4711';
const STRAY = 'stray-fjord-0815';
const PASSWORD = 'password of anna';

interface Day {
  readonly commandLine: CommandLine;
  readonly url: string;
  readonly client: { readonly clientId: string; readonly token: string };
}

test('no secret is written anywhere', { timeout: 60_000 }, async (context) => {
  const collector = await TraceCollector.start(context);
  const commandLine = await createCommandLine();
  const { server, url, metricsUrl } = await start(context, commandLine, collector);
  await commandLine.addUser('anna', '--cs-user', '7', '--email', 'anna@example.com');
  const record = await commandLine.issueToken(['app', 'add', 'Fjord', '--agents', 'User']);
  const client = {
    clientId: String(record['clientId']),
    token: String(record['applicationToken']),
  };
  commandLine.keepSecret(WRONG, STRAY);
  const day: Day = { commandLine, url, client };
  await useSoap(day);
  await useRest(day);
  await useOAuth(day);
  await sendNonsense(day);
  const metrics = await (await fetch(metricsUrl)).text();
  server.kill('SIGTERM');
  assert.equal(await server.exited, 0);
  for (const command of [
    ['audit', 'export'],
    ['audit', 'tail'],
    ['ticket', 'list'],
    ['user', 'list'],
  ]) {
    const { exitCode, stdout } = await commandLine.run(command);
    assert.equal(exitCode, 0);
    assert.ok(stdout.includes('anna'));
  }
  const traces = Buffer.concat(collector.bodies).toString('utf8');
  // The output that is searched is not empty.
  assert.ok(server.stdout.split('\n').length > 20);
  assert.match(server.stdout, /"outcome":"login-refused"/);
  assert.match(metrics, /oauth2\.token/);
  assert.match(traces, /SoPrincipal\.AuthenticateUsernamePassword/);
  commandLine.tell(server.stdout, server.stderr, metrics, traces);
  await commandLine.close();
});

async function start(context: TestContext, commandLine: CommandLine, collector: TraceCollector) {
  const args = ['serve', '--port', '0', '--metrics-port', '0', '--log-level', 'trace'];
  const server = ServerProcess.start(context, [...args, '--data', commandLine.data], {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });
  const [, metricsUrl = ''] = await server.waitForLine(
    /"url":"([^"]+)","msg":"metrics are served"/,
  );
  return { server, url: await server.ready(), metricsUrl };
}

function keepTicket({ commandLine }: Day, ticket: string): string {
  commandLine.keepSecret(ticket, parseTicket(ticket)?.secret ?? '');
  return ticket;
}

async function newTicket(day: Day): Promise<string> {
  const body = operations.byPassword('anna', PASSWORD);
  const call = { service: 'SoPrincipal', body, applicationToken: day.client.token };
  return keepTicket(day, (await logIn(day.url, call)).ticket);
}

async function useSoap(day: Day): Promise<void> {
  const { url, commandLine, client } = day;
  const ticket = await newTicket(day);
  const wrong = [
    operations.byPassword('anna', WRONG),
    operations.byPassword(WRONG, STRAY),
    operations.byPair('Ticket', `${ticket.slice(0, -8)}AAAAAAA=`),
    operations.byPair(STRAY, WRONG),
    operations.byAccessToken(`8A:x.${STRAY}`),
  ];
  for (const body of wrong) await callService(url, { service: 'SoPrincipal', body });
  const body = operations.getAccessToken({ includeCsSession: true });
  const call = { service: 'User', ticket, applicationToken: client.token, body };
  const accessToken = accessTokenOf(await callService(url, call));
  commandLine.keepSecret(accessToken);
  const trade = { service: 'SoPrincipal', body: operations.byAccessToken(accessToken) };
  keepTicket(day, (await logIn(url, trade)).ticket);
  await callService(url, { ...call, applicationToken: WRONG });
  // Fields that are secrets for no other reason than that the contract declares them so.
  const setPassword = `<SetPassword><AssociateId>1</AssociateId><Password>${STRAY}</Password></SetPassword>`;
  await callService(url, { ...call, body: setPassword });
  const keyed = `<GetExternalTokens><Key>${STRAY}</Key></GetExternalTokens>`;
  await callService(url, { ...call, body: keyed });
  await callService(url, { ...call, ticket: `7T:${STRAY}` });
}

async function useRest({ url, commandLine }: Day): Promise<void> {
  const basic = (password: string) => {
    const pair = btoa(`anna:${password}`);
    commandLine.keepSecret(pair);
    return `Basic ${pair}`;
  };
  const authorizations = [basic(PASSWORD), basic(WRONG), `Bearer ${STRAY}`, `Bearer 8A:${STRAY}`];
  for (const authorization of authorizations) {
    await fetch(`${url}/api/v1/User/currentPrincipal`, { headers: { authorization } });
  }
}

async function useOAuth(day: Day): Promise<void> {
  const { url, client, commandLine } = day;
  const ticket = await newTicket(day);
  const accessToken = await exchange(url, client, ticket);
  const jwt = await exchange(url, client, accessToken, asJwt);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const assertion = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(client.clientId)
    .setSubject(client.clientId)
    .setAudience(url)
    .setExpirationTime('1m')
    .sign(privateKey);
  commandLine.keepSecret(accessToken, jwt, assertion);
  commandLine.keepSecret(btoa(`${client.clientId}:${client.token}`));
  const grant = { grant_type: 'client_credentials' };
  await postForm(`${url}/oauth2/token`, client, grant);
  await postForm(`${url}/oauth2/token`, { ...client, token: WRONG }, grant);
  await postForm(`${url}/oauth2/token`, null, { ...grant, client_id: WRONG, client_secret: STRAY });
  await postForm(`${url}/oauth2/token`, null, {
    ...grant,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });
  for (const token of [jwt, accessToken, ticket]) await revokeToken(url, client, token);
}

/** Sends secrets in wrong places, as careless clients do. */
async function sendNonsense(day: Day): Promise<void> {
  const { url } = day;
  const ticket = await newTicket(day);
  const service = `${url}/Remote/Services88/User.svc`;
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(service, { method: 'POST', body, headers: { 'Content-Type': 'text/xml', ...headers } });
  await post(`<Envelope><${STRAY}>${WRONG}`);
  await post(`${STRAY}`, { 'Content-Type': `text/${STRAY}`, SOAPAction: STRAY });
  await post('', { 'X-Request-Id': STRAY, Cookie: `session=${ticket}` });
  await fetch(`${service}?wsdl&password=${STRAY}`);
  await fetch(`${url}/${ticket}/api`);
  await fetch(`${url}/api/v1/${encodeURI(ticket)}?ticket=${STRAY}`);
  await fetch(`${url}/api/v1/Agents/SoPrincipal/AuthenticateUsernamePassword`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: `{"UserName": "${STRAY}", "Password": ${WRONG}}`,
  });
}
