/** Traces, as a collector receives them. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createCommandLine } from '../support/command-line.ts';
import { ServerProcess } from '../support/server-process.ts';
import { attributesOf, TraceCollector } from '../support/trace-collector.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';
const traceparent = `00-${TRACE_ID}-${PARENT_ID}-01`;

/** Makes a few requests to a server with these variables, and stops it. */
async function useServer(context: TestContext, environment: Record<string, string>) {
  const commandLine = await createCommandLine();
  context.after(() => commandLine.close());
  const args = ['serve', '--port', '0', '--data', commandLine.data];
  const server = ServerProcess.start(context, args, environment);
  const url = await server.ready();
  commandLine.tell(server.stdout);
  await fetch(`${url}/health/ready`, { headers: { traceparent } });
  await fetch(`${url}/Remote/Services88/User.svc?wsdl=7T:AAAAAAAAAAAAAAAA`);
  await fetch(`${url}/api/v1/User/currentPrincipal?secret=1`);
  server.kill('SIGTERM');
  assert.equal(await server.exited, 0, server.stderr);
  return server;
}

test('each request makes a child span of the span of the client', async (context) => {
  const collector = await TraceCollector.start(context);
  await useServer(context, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test',
  });
  const spans = collector.spans();
  assert.deepEqual(
    spans.map(({ name }) => name),
    ['health.ready', 'GET', 'User.currentPrincipal'],
  );
  const [health, wsdl, principal] = spans;
  assert.ok(health && wsdl && principal);
  assert.deepEqual([health.traceId, health.parentSpanId], [TRACE_ID, PARENT_ID]);
  assert.notEqual(wsdl.traceId, TRACE_ID);
  assert.deepEqual(
    spans.map(({ kind }) => kind),
    [2, 2, 2],
  );
  const { 'ticketoffice.request_id': requestId, ...attributes } = attributesOf(principal);
  assert.match(String(requestId), /^[0-9a-f]{12}-\w+$/);
  assert.deepEqual(attributes, {
    'http.request.method': 'GET',
    'url.scheme': 'http',
    'url.path': '/api/v1/User/currentPrincipal',
    'network.protocol.version': '1.1',
    'http.response.status_code': 401,
    'client.address': '127.0.0.1',
    'ticketoffice.protocol': 'rest',
    'ticketoffice.operation': 'User.currentPrincipal',
    'ticketoffice.outcome': attributes['ticketoffice.outcome'],
  });
  assert.equal(attributesOf(wsdl)['url.path'], '/Remote/Services88/User.svc');
  const [message] = collector.messages();
  const resource = message?.resourceSpans[0]?.resource;
  assert.ok(resource);
  const about = attributesOf(resource);
  assert.equal(about['service.name'], 'ticketoffice');
  assert.equal(about['deployment.environment'], 'test');
});

test('spans are sent as protobuf by default', async (context) => {
  const collector = await TraceCollector.start(context);
  await useServer(context, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const bytes = Buffer.concat(collector.bodies);
  assert.ok(bytes.includes('User.currentPrincipal'));
  assert.ok(bytes.includes(Buffer.from(TRACE_ID, 'hex')));
});

test('no spans are sent if tracing is switched off', async (context) => {
  const collector = await TraceCollector.start(context);
  await useServer(context, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_TRACES_EXPORTER: 'none',
  });
  assert.equal(collector.bodies.length, 0);
});

test('a server refuses to start with an unsupported trace protocol', async (context) => {
  const commandLine = await createCommandLine();
  context.after(() => commandLine.close());
  const args = ['serve', '--port', '0', '--data', commandLine.data];
  const { exitCode, stderr } = await commandLine.spawn(args, {
    environment: { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
  });
  assert.equal(exitCode, 1);
  assert.match(stderr, /PROTOCOL is grpc; this server has http\/protobuf and http\/json/);
});
