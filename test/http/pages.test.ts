/** GET requests: the WSDL with the right address, and pages for people. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import type { Settings } from '../../src/settings.ts';
import { startDemoServer } from '../support/demo-server.ts';

const USER = '/Remote/Services88/User.svc';

/** Uses `node:http`, because `fetch` does not let a test set the field Host. */
async function get(url: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    request(url, { headers }, resolve).on('error', reject).end();
  });
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

async function withServer(settings: Partial<Settings>, work: (url: string) => Promise<void>) {
  const server = await startDemoServer({ settings });
  try {
    await work(server.url);
  } finally {
    await server.close();
  }
}

async function wsdlAddress(url: string, headers: Readonly<Record<string, string>> = {}) {
  const { body } = await get(url, headers);
  return /<soap:address location="([^"]*)"/.exec(body)?.[1];
}

const FORWARDED = {
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'crm.example.com',
};

describe('the address in the WSDL', () => {
  it('is the one that the client used', async () => {
    await withServer({}, async (url) => {
      assert.equal(await wsdlAddress(`${url}${USER}?wsdl`), url + USER);
      const path = '/crm/remote/services88/user.svc';
      assert.equal(await wsdlAddress(`${url}${path}?singleWsdl`), url + path);
      const headers = { Host: 'services.example.com:81' };
      assert.equal(
        await wsdlAddress(`${url}${USER}?wsdl`, headers),
        `http://services.example.com:81${USER}`,
      );
    });
  });

  it('is the configured one if there is one', async () => {
    await withServer({ publicUrl: 'https://crm.example.com/so' }, async (url) => {
      for (const path of [USER, `/so${USER}`]) {
        assert.equal(await wsdlAddress(`${url}${path}?wsdl`), `https://crm.example.com/so${USER}`);
      }
    });
  });

  it('is taken from forwarding headers only behind a trusted proxy', async () => {
    await withServer({}, async (url) => {
      assert.equal(await wsdlAddress(`${url}${USER}?wsdl`, FORWARDED), url + USER);
    });
    await withServer({ trustedProxies: ['127.0.0.0/8'] }, async (url) => {
      assert.equal(
        await wsdlAddress(`${url}${USER}?wsdl`, FORWARDED),
        `https://crm.example.com${USER}`,
      );
      assert.equal(await wsdlAddress(`${url}${USER}?wsdl`), url + USER);
    });
  });

  it('is never an invalid host', async () => {
    await withServer({ trustedProxies: ['127.0.0.1'] }, async (url) => {
      for (const host of ['a"b', 'a/b', 'a b', 'user@host', '<x>']) {
        assert.equal(
          await wsdlAddress(`${url}${USER}?wsdl`, { 'X-Forwarded-Host': host }),
          url + USER,
        );
      }
    });
  });
});

describe('pages', () => {
  it('describe a service, its WSDL and its requests', async () => {
    await withServer({}, async (url) => {
      const { status, headers, body } = await get(url + USER);
      assert.equal(status, 200);
      assert.equal(headers['content-type'], 'text/html; charset=utf-8');
      assert.match(String(headers['content-security-policy']), /default-src 'none'/);
      assert.ok(body.includes(`<a href="${url}${USER}?wsdl">`));
      assert.ok(body.includes('&lt;tns:IncludeCsSession&gt;false&lt;/tns:IncludeCsSession&gt;'));
      const root = await get(url);
      assert.ok(root.body.includes(`<a href="${url}/Remote/Services88/SoPrincipal.svc">`));
    });
  });

  it('contain requests that work once the values are filled in', async () => {
    await withServer({}, async (url) => {
      const path = '/Remote/Services88/SoPrincipal.svc';
      const { body } = await get(url + path);
      const samples = [...body.matchAll(/<pre>(&lt;\?xml.*?)<\/pre>/gs)].map(([, sample = '']) =>
        sample.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
      );
      assert.equal(samples.length, 5);
      const login = samples.find((sample) => sample.includes('tns:AuthenticateUsernamePassword'));
      const message = login?.replace('your user name', 'demo').replace('your password', 'demo');
      const response = await fetch(url + path, {
        method: 'POST',
        headers: { 'Content-Type': 'text/xml' },
        body: message ?? '',
      });
      assert.match(await response.text(), /AuthenticationSucceeded>true</);
    });
  });

  it('have no body in answers to HEAD', async () => {
    await withServer({}, async (url) => {
      const response = await fetch(`${url}${USER}?wsdl`, { method: 'HEAD' });
      assert.equal(response.status, 200);
      assert.ok(Number(response.headers.get('content-length')) > 1000);
      assert.equal(await response.text(), '');
    });
  });
});

describe('the address of a client', () => {
  it('is taken from the connection or a trusted proxy', async () => {
    const lastUsedFrom = async (trustedProxies: string[], forwardedFor: string) => {
      const server = await startDemoServer({ settings: { trustedProxies } });
      const body =
        '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><AuthenticateUsernamePassword xmlns="http://www.superoffice.net/ws/crm/NetServer/Services88"><UserName>demo</UserName><Password>demo</Password></AuthenticateUsernamePassword></Body></Envelope>';
      await fetch(`${server.url}/Remote/Services88/SoPrincipal.svc`, {
        method: 'POST',
        headers: {
          'Content-Type': 'text/xml',
          'X-Forwarded-For': forwardedFor,
          'User-Agent': 'probe',
        },
        body,
      });
      const tickets = await server.services.stores.tickets.listLive(Date.now(), 10);
      await server.close();
      return tickets.find(({ lastUsedBy }) => lastUsedBy === 'probe')?.lastUsedFrom;
    };
    assert.equal(await lastUsedFrom([], '192.0.2.7'), '127.0.0.1');
    assert.equal(await lastUsedFrom(['127.0.0.1'], '192.0.2.7'), '192.0.2.7');
    assert.equal(await lastUsedFrom(['127.0.0.1'], '198.51.100.1, 192.0.2.7'), '192.0.2.7');
    assert.equal(
      await lastUsedFrom(['127.0.0.1', '192.0.2.0/24'], '198.51.100.1, 192.0.2.7'),
      '198.51.100.1',
    );
    assert.equal(await lastUsedFrom(['127.0.0.1'], 'nonsense'), '127.0.0.1');
  });
});
