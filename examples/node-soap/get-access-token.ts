/**
 * Logs in and prints an access token, with the npm package `soap`.
 *
 * Usage: TICKETOFFICE_PASSWORD=... node get-access-token.ts URL USER [FOLDER-WITH-WSDL-FILES]
 */
import { type Client, createClientAsync } from 'soap';

const namespace = 'http://www.superoffice.net/ws/crm/NetServer/Services88';

const [url, userName, wsdlFolder] = process.argv.slice(2);
const password = process.env['TICKETOFFICE_PASSWORD'];

if (!url || !userName || password === undefined) {
  console.error(
    'Usage: TICKETOFFICE_PASSWORD=... node get-access-token.ts URL USER [FOLDER-WITH-WSDL-FILES]',
  );
  process.exit(2);
}

try {
  const principal = await connect(url, 'SoPrincipal');
  const login = await call(principal, 'AuthenticateUsernamePassword', {
    UserName: userName,
    Password: password,
  });
  if (!login.AuthenticationSucceeded) throw new Error('User name or password is wrong.');

  const user = await connect(url, 'User');
  const { Ticket } = login.Credentials;
  user.addSoapHeader({ Credentials: { Ticket } }, '', 'tns', namespace);
  const token = await call(user, 'GetAccessToken', { AppToken: '', IncludeCsSession: false });
  console.log(token.Response);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function connect(baseUrl: string, service: string): Promise<Client> {
  const endpoint = `${baseUrl}/Remote/Services88/${service}.svc`;
  const wsdl = wsdlFolder ? `${wsdlFolder}/${service}.wsdl` : `${endpoint}?wsdl`;
  return createClientAsync(wsdl, {}, endpoint);
}

/** Errors come in a header of the answer, as long as the server is not set to raise SOAP faults. */
async function call(client: Client, operation: string, request: object) {
  const [result, , header] = await client[`${operation}Async`](request);
  if (header.Succeeded !== 'true') throw new Error(header.ExceptionInfo.FriendlyText);
  return result;
}
