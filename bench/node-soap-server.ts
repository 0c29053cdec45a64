/**
 * The same work with the npm package `soap`: reads the ticket header, looks it up in memory, and
 * returns base64 of text sealed with AES-256-GCM. No limits, no store, no log.
 * `node bench/node-soap-server.ts '<JSON of a NodeSoapScene>'`
 */
import { createCipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from 'soap';

export interface NodeSoapScene {
  /** 64 hexadecimal digits. */
  readonly key: string;
  readonly ticketText: string;
  readonly ticketId: string;
}

interface Headers {
  readonly Credentials?: { readonly Ticket?: string };
}

const [, , argument = ''] = process.argv;
const scene: NodeSoapScene = JSON.parse(argument);
const key = createSecretKey(scene.key, 'hex');
const tickets = new Map([[scene.ticketText, { id: scene.ticketId, associateId: 1 }]]);

function getAccessToken(_request: unknown, _callback: unknown, headers: Headers) {
  const ticket = tickets.get(headers.Credentials?.Ticket ?? '');
  if (!ticket) throw new Error('Authentication failed!');
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const claims = JSON.stringify({ ...ticket, validFromMs: Date.now() });
  const sealed = [nonce, cipher.update(claims), cipher.final(), cipher.getAuthTag()];
  return { Response: `8A:${Buffer.concat(sealed).toString('base64')}` };
}

const wsdl = readFileSync(new URL('../goldens/wsdl-User.xml', import.meta.url), 'utf8');
const port = { GetAccessToken: getAccessToken };
const services = { WcfUserService: { BasicHttpBinding_User: port } };
const server = createServer((_request, response) => {
  response.statusCode = 404;
  response.end();
});
listen(server, '/Remote/Services88/User.svc', services, wsdl);
server.listen(0, '127.0.0.1', () => {
  const { port: number } = server.address() as AddressInfo;
  console.log(`http://127.0.0.1:${number}`);
});
process.once('SIGTERM', () => process.exit());
