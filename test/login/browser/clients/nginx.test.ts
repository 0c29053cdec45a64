/** An Online installation behind the nginx of `examples/nginx/online.conf`, with TLS. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import * as openid from 'openid-client';
import { skipWithoutBrowser } from '../../../support/browser/find-browser.ts';
import { CertificateAuthority, type IssuedCertificate } from '../../../support/certificates.ts';
import {
  freePort,
  type RunningNginx,
  skipWithoutNginx,
  startNginx,
} from '../../../support/nginx.ts';
import type { RegisteredApplication } from '../../../support/test-installation.ts';
import { AspNetClient } from './aspnet-client.ts';
import {
  ClientScene,
  claimOf,
  principalUrlOf,
  readUserBySoap,
  userNameIn,
} from './client-scene.ts';

const CONF = join(import.meta.dirname, '../../../../examples/nginx/online.conf');
const skip = skipWithoutNginx || skipWithoutBrowser;

/** The example, with the ports and files of the test. */
async function startProxy(
  port: number,
  node: string,
  { cert, key }: IssuedCertificate,
): Promise<RunningNginx> {
  const example = await readFile(CONF, 'utf8');
  return startNginx(port, async (folder) => {
    await writeFile(join(folder, 'crm.example.com.pem'), cert);
    await writeFile(join(folder, 'crm.example.com.key'), key);
    const server = example
      .replace('127.0.0.1:8088;', `${new URL(node).host};`)
      .replace('listen 443 ', `listen 127.0.0.1:${port} `)
      .replaceAll(/ \/(?:etc|var\/log)\/nginx\//g, ` ${folder}/`);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
      .join(' ');
    return `pid ${folder}/nginx.pid; events {} http { ${temporary} ${server} }`;
  });
}

for (const loginIssuer of [null, 'https://online.example.com']) {
  const named = loginIssuer === null ? 'the public URL' : 'another issuer';

  describe(`the login behind nginx, with ${named} in its tokens`, { skip }, () => {
    let scene: ClientScene;
    let nginx: RunningNginx;
    let url: string;
    let known: string[];
    before(async () => {
      const port = await freePort();
      url = `https://127.0.0.1:${port}`;
      scene = await ClientScene.create({
        publicUrl: url,
        loginIssuer,
        trustedProxies: ['127.0.0.1'],
      });
      const authority = new CertificateAuthority('Test');
      known = getCACertificates('default');
      setDefaultCACertificates([...known, authority.cert]);
      nginx = await startProxy(port, scene.parts.login.cast.origin, authority.issueServer());
    });
    after(async () => {
      setDefaultCACertificates(known);
      await nginx.close();
      await scene.close();
    });

    it('signs a person in for what the handler of ASP.NET sends', async () => {
      const client = await AspNetClient.start();
      const { clientId, token }: RegisteredApplication = await scene.parts.login.addApplication(
        'Fleet',
        {
          agents: ['User'],
          redirectUris: [client.callback, client.signedOutCallback],
        },
      );
      const path = loginIssuer === null ? '' : '/login';
      const metadataAddress = `${url}${path}/.well-known/openid-configuration`;
      try {
        await client.configure({ metadataAddress, clientId, clientSecret: token });
        await scene.require(async (visit) => {
          await visit(client.challenge());
          const { ticket } = client;
          assert.ok(ticket);
          const { claims } = ticket;
          assert.equal(claims.iss, loginIssuer ?? url);
          assert.ok(principalUrlOf(claims).href.startsWith(`${url}/Cust12345/api/`));
          const { access_token = '' } = await client.refresh(ticket.refreshToken);
          const askRest = async (accessToken: string) =>
            userNameIn(
              await fetch(principalUrlOf(claims), {
                headers: { Authorization: `Bearer ${accessToken}` },
              }),
            );
          return {
            email: claimOf(claims, 'email'),
            rest: [await askRest(ticket.accessToken), await askRest(access_token)],
            soap: await readUserBySoap(claims, token, access_token),
            logout: client.signOut(),
          };
        }, client.signedOutCallback);
      } finally {
        client.close();
      }
    });

    it('signs a person in for openid-client, whose answer may be long', async () => {
      const { clientId, token } = scene.parts.application;
      const server = new URL(url);
      const metadata = (await (
        await fetch(`${url}/.well-known/openid-configuration`)
      ).json()) as openid.ServerMetadata;
      // A client that knows the issuer by another name is told where the login is.
      const config =
        loginIssuer === null
          ? await openid.discovery(server, clientId, token)
          : new openid.Configuration(metadata, clientId, token);
      openid.useIdTokenResponseType(config);
      const [nonce, state] = [openid.randomNonce(), 's'.repeat(4000)];
      const asked = openid.buildAuthorizationUrl(config, {
        redirect_uri: scene.redirectUri,
        scope: 'openid',
        nonce,
        state,
      });
      const returned = await scene.visit(asked);
      const claims = await openid.implicitAuthentication(config, returned, nonce, {
        expectedState: state,
      });
      assert.equal(claimOf(claims, 'email'), 'anna@example.com');
    });
  });
}
