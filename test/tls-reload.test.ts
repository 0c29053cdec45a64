/** Certificates can be replaced while the server runs. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { onsiteTenant } from '../src/domain/tenants/tenant.ts';
import { createInstallation } from '../src/storage/data-directory.ts';
import { CertificateAuthority } from './support/certificates.ts';
import { type ClientTls, callRaw } from './support/raw-calls.ts';
import { ServerProcess } from './support/server-process.ts';
import { loginOf, operations } from './support/service-calls.ts';
import { addUser, TestInstallation } from './support/test-installation.ts';

const [former, present] = [new CertificateAuthority('Former'), new CertificateAuthority('Present')];
const systemInfo = { service: 'SoPrincipal', body: operations.systemInfo } as const;
const implicit = { service: 'SoPrincipal', body: operations.implicit } as const;

async function open(url: string, tls: ClientTls & { readonly session?: Buffer }) {
  const { hostname, port } = new URL(url);
  const socket = connect({ ...tls, host: hostname, port: Number(port) } as object);
  await once(socket, 'secureConnect');
  return socket;
}

function serialNumberOf(socket: TLSSocket): string | undefined {
  return socket.getPeerX509Certificate()?.serialNumber;
}

describe('a server with replaced certificates', () => {
  let installation: TestInstallation;
  before(async () => {
    installation = await TestInstallation.create('onsite');
    await addUser(await installation.servicesOf(), 'anna', null);
  });
  after(() => installation.close());

  it('uses them for new connections, and keeps existing connections open', async (context) => {
    const [old, renewed] = [former.issueServer(), present.issueServer()];
    const url = await installation.serve({}, { ...old, clientCa: null });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    context.after(() => agent.destroy());
    const kept = { ca: former.cert, agent };
    assert.equal((await callRaw(url, systemInfo, kept)).status, 200);

    installation.replaceCertificates({ ...renewed, clientCa: null });
    assert.equal((await callRaw(url, systemInfo, kept)).status, 200);
    assert.equal((await callRaw(url, systemInfo, { ca: present.cert })).status, 200);
    await assert.rejects(callRaw(url, systemInfo, { ca: former.cert, agent: false }));
    const halves = { cert: old.cert, key: renewed.key, clientCa: null };
    assert.throws(() => installation.replaceCertificates(halves));
    assert.equal((await callRaw(url, systemInfo, { ca: present.cert })).status, 200);
  });

  it('refuses clients of a removed authority, even if they resume a session', async () => {
    const server = present.issueServer();
    const settings = { identityCertificateField: 'CN' } as const;
    const url = await installation.serve(settings, { ...server, clientCa: former.cert });
    const anna = former.issueClient([['CN', 'anna']]);
    const client = { ca: present.cert, ...anna, agent: false } as const;
    assert.equal(loginOf(await callRaw(url, implicit, client))?.name, 'anna');
    const first = await open(url, { ...client, maxVersion: 'TLSv1.2' } as ClientTls);
    const session = first.getSession();
    assert.ok(session);
    first.end();
    const resume = { ...client, session, maxVersion: 'TLSv1.2' } as ClientTls;
    const resumed = await open(url, resume);
    assert.ok(resumed.isSessionReused(), 'without this the test shows nothing');
    resumed.end();

    installation.replaceCertificates({ ...server, clientCa: present.cert });
    const again = await open(url, resume);
    assert.ok(!again.isSessionReused());
    again.end();
    assert.equal(loginOf(await callRaw(url, implicit, client)), null);
    const known = { ...client, ...present.issueClient([['CN', 'anna']]) };
    assert.equal(loginOf(await callRaw(url, implicit, known))?.name, 'anna');
  });
});

it('serve notices changed certificate files', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  const made = { tenant: onsiteTenant('') };
  await (await createInstallation(data, made, Date.now())).stores.close();
  const [certFile, keyFile] = [join(folder, 'server.pem'), join(folder, 'server.key')];
  const write = async ({ cert, key } = present.issueServer()) => {
    await Promise.all([writeFile(certFile, cert), writeFile(keyFile, key)]);
    return new X509Certificate(cert).serialNumber;
  };
  const old = await write();
  const tls = ['--tls-certificate-file', certFile, '--tls-key-file', keyFile];
  const server = ServerProcess.start(context, ['serve', '--data', data, '--port', '0', ...tls]);
  const url = await server.ready();
  const before = await open(url, { ca: present.cert });
  assert.equal(serialNumberOf(before), old);
  before.destroy();

  const renewed = await write();
  await server.waitForLine(/certificates replaced/);
  const then = await open(url, { ca: present.cert });
  assert.equal(serialNumberOf(then), renewed);
  then.destroy();
  server.kill('SIGTERM');
  assert.equal(await server.exited, 0);
});
