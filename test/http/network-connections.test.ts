/** Connections of one network above its limit are dropped. Those of other networks are not. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { HttpServer } from '../../src/http/http-server.ts';
import type { TlsOptions } from '../../src/http/node-server.ts';
import { exchange, RawClient } from '../hostile/wire.ts';
import { CertificateAuthority } from '../support/certificates.ts';
import { httpLimits, serverOptions } from '../support/http-server-options.ts';

const authority = new CertificateAuthority('Test');
const certificates = { ...authority.issueServer(), clientCa: null };
const ca = { ca: authority.cert };
const ASK = 'GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n';

/** Starts a server that treats this machine's addresses as the test requires. */
async function listen(
  context: TestContext,
  tls: TlsOptions | null,
  networkOf: (address: string) => string | null,
): Promise<string> {
  const networkConnections = { connectionsMax: 2, networkOf };
  const server = new HttpServer({
    ...serverOptions(),
    tls,
    limits: { ...httpLimits, networkConnections },
  });
  const { port } = await server.listen('127.0.0.1', 0);
  context.after(() => server.close(0));
  return `${tls === null ? 'http' : 'https'}://127.0.0.1:${port}`;
}

async function openAndAsk(url: string): Promise<RawClient> {
  const client = await RawClient.open(url, ca);
  await client.send(ASK);
  await client.answers(1);
  return client;
}

describe('connections of one network', () => {
  for (const tls of [null, certificates]) {
    const over = tls === null ? 'HTTP' : 'TLS';
    it(`above the limit are dropped over ${over} until another one closes`, async (context) => {
      let network = 'one';
      const url = await listen(context, tls, () => network);
      const [first, second] = [await openAndAsk(url), await openAndAsk(url)];
      if (tls === null) assert.equal(await exchange(url, ASK), '');
      else await assert.rejects(RawClient.open(url, ca));
      network = 'other';
      const other = await openAndAsk(url);
      network = 'one';
      first.socket.destroy();
      let again = '';
      while (again === '')
        again = await openAndAsk(url).then(
          () => 'answered',
          () => '',
        );
      for (const { socket } of [second, other]) {
        assert.ok(!socket.destroyed);
        socket.destroy();
      }
    });
  }

  it('are all served if the network has no limit', async (context) => {
    const url = await listen(context, null, () => null);
    const clients = await Promise.all(Array.from({ length: 5 }, () => openAndAsk(url)));
    for (const { socket } of clients) socket.destroy();
  });
});
