/** What the demo says when it is ready: where things are, and lines to paste. */
import { soPrincipalService } from '../contract/services88/so-principal.ts';
import { userService } from '../contract/services88/user.ts';
import { demoUser, sampleTicket } from './demo-data.ts';

const SOAP11 = 'http://schemas.xmlsoap.org/soap/envelope/';

/**
 * @param url of the server, without a path.
 * @param directory where the data is kept, or null when it is temporary.
 */
export function demoWelcome(url: string, directory: string | null, readyMs: number): string {
  const address = (service: string) => `${url}/Remote/Services88/${service}.svc`;
  return `Ticketoffice demo, ready in ${readyMs} ms

  SoPrincipal  ${address(soPrincipalService.name)}   (add ?wsdl for the WSDL)
  User         ${address(userService.name)}
  User name    ${demoUser.name}
  Password     ${demoUser.password}
  Data         ${directory ?? 'temporary; --data DIR keeps it'}

Log in and get a ticket:

  ${curl(address(soPrincipalService.name), '', loginBody())}

Get an access token with the ticket of the published sample, which is the demo user's here:

  ${curl(address(userService.name), ticketHeader(), tokenBody())}

Both at once, typed:

  ${typedCall(url)}

This is for trying things out: the password is public, so only this machine can connect.
Stop with Ctrl+C.`;
}

/** In the repository the command is an npm script. */
function typedCall(url: string): string {
  const inRepository = process.env['npm_lifecycle_event'] === 'start';
  const command = inRepository ? 'npm start --silent --' : 'npx ticketoffice';
  const call = `call --url ${url} --user ${demoUser.name} --password-stdin`;
  return `echo ${demoUser.password} | ${command} ${call}`;
}

function curl(address: string, header: string, body: string): string {
  const envelope = `<Envelope xmlns="${SOAP11}">${header}<Body>${body}</Body></Envelope>`;
  return `curl -s ${address} -H 'Content-Type: text/xml' --data '${envelope}'`;
}

function loginBody(): string {
  const { name, password } = demoUser;
  const operation = 'AuthenticateUsernamePassword';
  return (
    `<${operation} xmlns="${soPrincipalService.namespace}">` +
    `<UserName>${name}</UserName><Password>${password}</Password></${operation}>`
  );
}

function ticketHeader(): string {
  const credentials = `<Credentials xmlns="${userService.namespace}"><Ticket>${sampleTicket}</Ticket></Credentials>`;
  return `<Header>${credentials}</Header>`;
}

function tokenBody(): string {
  return `<GetAccessToken xmlns="${userService.namespace}"/>`;
}
