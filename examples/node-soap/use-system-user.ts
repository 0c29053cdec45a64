/**
 * Signs a system token, trades it for the ticket of a system user, and calls two services with the
 * ticket, with the npm package `soap`. No person signs in.
 *
 * Usage: APPLICATION_TOKEN=... SYSTEM_TOKEN=... node use-system-user.ts URL TENANT PRIVATE-KEY-FILE
 */
import { sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createClientAsync } from 'soap';

const partner = 'http://www.superoffice.com/superid/partnersystemuser/0.1';
const services = 'http://www.superoffice.net/ws/crm/NetServer/Services88';
const claimPrefix = 'http://schemes.superoffice.net/identity/';

const [url, tenant, keyFile] = process.argv.slice(2);
const { APPLICATION_TOKEN: applicationToken, SYSTEM_TOKEN: systemToken } = process.env;

if (!url || !tenant || !keyFile || !applicationToken || !systemToken) {
  console.error(
    'Usage: APPLICATION_TOKEN=... SYSTEM_TOKEN=... ' +
      'node use-system-user.ts URL TENANT PRIVATE-KEY-FILE',
  );
  process.exit(2);
}

try {
  const claims = await trade(url, tenant, signToken(systemToken, readFileSync(keyFile, 'utf8')));
  const claim = (name: string): string => claims[claimPrefix + name];
  const headers = { ApplicationToken: applicationToken, Credentials: { Ticket: claim('ticket') } };

  const base = claim('netserver_url');
  const info = await call(`${base}SoPrincipal.svc`, 'GetSystemInfo', {}, headers);
  const { CompanyName, SerialNr } = info.SystemInfo.License;
  console.log(`${tenant} is ${CompanyName} with the serial number ${SerialNr}.`);

  const request = { UserId: claim('associateid') };
  const user = await call(`${base}User.svc`, 'GetUser', request, headers);
  console.log(`The ticket is that of ${user.Response.Name}.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Signs the system token with the time in UTC, as in 202611280930. */
function signToken(token: string, privateKey: string): string {
  const text = `${token}.${new Date().toISOString().replace(/\D/g, '').slice(0, 12)}`;
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64')}`;
}

/** Returns the claims of the answer. Keep the ticket: it lasts for six hours after its last use. */
async function trade(url: string, ContextIdentifier: string, SignedSystemToken: string) {
  const wsdl = `${url}/login/services/PartnerSystemUserService.svc?wsdl`;
  const client = await createClientAsync(wsdl);
  const headers = { ApplicationToken: applicationToken, ContextIdentifier };
  client.addSoapHeader(headers, '', 'tns', partner);
  const request = { SignedSystemToken, ReturnTokenType: 'Jwt' };
  const [answer] = await client['AuthenticateAsync'](request);
  if (!answer.IsSuccessful) throw new Error(answer.ErrorMessage);
  const [, payload] = answer.Token.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

/** Errors come in a header of the answer, as long as the server is not set to raise SOAP faults. */
async function call(endpoint: string, operation: string, request: object, headers: object) {
  const client = await createClientAsync(`${endpoint}?wsdl`, {}, endpoint);
  client.addSoapHeader(headers, '', 'tns', services);
  const [result, , header] = await client[`${operation}Async`](request);
  if (header.Succeeded !== 'true') throw new Error(header.ExceptionInfo.FriendlyText);
  return result;
}
