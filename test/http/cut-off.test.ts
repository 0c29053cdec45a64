/** Slow and silent clients do not delay the shutdown of a server. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { services } from '../../src/contract/services88/services.ts';
import { HttpServer } from '../../src/http/http-server.ts';
import type { TlsOptions } from '../../src/http/node-server.ts';
import { postHead, RawClient, USER } from '../hostile/wire.ts';
import { CertificateAuthority } from '../support/certificates.ts';
import { backendOf, httpLimits, serverOptions } from '../support/http-server-options.ts';

const LIMIT = { timeout: 20_000 };
const authority = new CertificateAuthority('Test');
const certificates = { ...authority.issueServer(), clientCa: null };
const never = new Promise<never>(() => {});

/** Starts a server on which operations never end. */
async function listen(context: TestContext, tls: TlsOptions | null, headersTimeoutMs = 60_000) {
  const asked = Promise.withResolvers<void>();
  const find = () => {
    asked.resolve();
    return never;
  };
  const server = new HttpServer({
    ...serverOptions({ ...backendOf(services, find), loadWebApp: () => never }),
    tls,
    limits: { ...httpLimits, headersTimeoutMs },
  });
  context.after(() => server.close(0));
  const { port } = await server.listen('127.0.0.1', 0);
  const scheme = tls === null ? 'http' : 'https';
  return { server, url: `${scheme}://127.0.0.1:${port}`, port, asked: asked.promise };
}

const asking = `${postHead(USER, 'Content-Length: 4')}<a/>`;

describe('when the grace time is over', LIMIT, () => {
  for (const tls of [null, certificates]) {
    const over = tls === null ? 'HTTP' : 'TLS';
    for (const [way, bytes] of [
      ['the fast path', asking],
      ['node:http', asking.replace('Host', 'TE: trailers\r\nHost')],
    ] as const) {
      it(`an operation over ${over} on ${way} is aborted`, async (context) => {
        const { server, url, asked } = await listen(context, tls);
        const client = await RawClient.open(url, { ca: authority.cert });
        await client.send(bytes);
        await asked;
        await server.close(20);
        assert.equal(await client.untilClosed(), '');
      });
    }
  }

  it('a client that never starts its TLS handshake is disconnected', async (context) => {
    const { server, port } = await listen(context, certificates);
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    await server.close(20);
    await once(silent, 'close');
  });
});

it('a client without a TLS handshake is disconnected in time', LIMIT, async (context) => {
  const { port } = await listen(context, certificates, 50);
  await once(connect(port, '127.0.0.1'), 'close');
});
