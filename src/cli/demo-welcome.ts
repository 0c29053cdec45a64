/** The text that the demo prints when it is ready: its addresses, and commands to paste. */
import { servicesVersions } from '../contract/editions.ts';
import { soPrincipalService } from '../contract/services88/so-principal.ts';
import { userService } from '../contract/services88/user.ts';
import type { Seed } from '../seed/seed.ts';
import type { SeedApplication } from '../seed/seed-schema.ts';
import { demoUser, sampleTicket } from './demo-data.ts';
import { otherVariables } from './variable-names.ts';

const SOAP11 = 'http://schemas.xmlsoap.org/soap/envelope/';

export interface DemoFacts {
  /** The base URL of the server, without a path. */
  readonly url: string;
  /** Null if there is no console. */
  readonly consoleUrl: string | null;
  /** Where a browser signs in and sees the tokens. Null on-site and with another seed. */
  readonly signInUrl: string | null;
  readonly seed: Seed;
  /** Whether the seed is the demo's own, whose user and password are public. */
  readonly ownSeed: boolean;
  /** The data directory, or null when it is temporary. */
  readonly directory: string | null;
  readonly readyMs: number;
}

const PUBLIC = 'the password is public, so ';

export function demoWelcome(facts: DemoFacts): string {
  const { ownSeed, readyMs } = facts;
  return [
    `Ticketoffice demo, ready in ${readyMs} ms`,
    tableOf(facts),
    ...(ownSeed ? [...soapLines(facts), ...modernLines(facts)] : []),
    `This is for trying things out: ${ownSeed ? PUBLIC : ''}only this machine can connect.
Stop with Ctrl+C.`,
  ].join('\n\n');
}

/** The same as one JSON object for programs. Contains no secrets of another seed file. */
export function demoRecord({
  url,
  consoleUrl,
  signInUrl,
  seed,
  ownSeed,
  directory,
  readyMs,
}: DemoFacts): object {
  const tenants = (seed.tenants ?? []).map(({ contextIdentifier }) => ({
    contextIdentifier,
    baseUrl: baseOf(url, contextIdentifier),
    soPrincipal: addressOf(url, contextIdentifier, soPrincipalService.name),
    user: addressOf(url, contextIdentifier, userService.name),
  }));
  const applications = (seed.applications ?? []).map(({ name, clientId, agents = [], tokens }) => ({
    name,
    clientId,
    agents,
    applicationToken: tokens?.[0] ?? null,
  }));
  return {
    url,
    console: consoleUrl,
    signIn: signInUrl,
    servicesVersions,
    tenants,
    userName: ownSeed ? demoUser.name : null,
    password: ownSeed ? demoUser.password : null,
    ticket: ownSeed ? sampleTicket : null,
    applications: ownSeed ? applications : [],
    directory,
    readyMs,
  };
}

function tableOf(facts: DemoFacts): string {
  const { url, consoleUrl, signInUrl, seed, ownSeed, directory } = facts;
  const addresses = (seed.tenants ?? []).flatMap(({ contextIdentifier }) =>
    [soPrincipalService, userService].map((service) => [
      contextIdentifier || service.name,
      addressOf(url, contextIdentifier, service.name),
    ]),
  );
  const [[name = '', address = ''] = [], ...others] = addresses;
  const earlier = servicesVersions.slice(0, -1);
  const users = ownSeed
    ? [
        ['User name', demoUser.name],
        ['Password', demoUser.password],
      ]
    : [];
  const tokens = ownSeed
    ? (seed.applications ?? []).map(({ name: whose, agents = [], tokens: [token = ''] = [] }) => [
        'Application',
        `${token}   (${whose}: ${rightsOf(agents)})`,
      ])
    : [];
  const rows = [
    [name, `${address}   (add ?wsdl for the WSDL)`],
    ...others,
    ['Versions', `${earlier.map((version) => `Services${version}`).join(', ')}: at the same paths`],
    ...(consoleUrl === null ? [] : [['Console', `${consoleUrl}   (what happens here, live)`]]),
    ...(signInUrl === null
      ? []
      : [['Sign in', `${signInUrl}   (OpenID Connect, shows the token)`]]),
    ...users,
    ...tokens,
    ['Data', directory ?? 'temporary; --data DIR keeps it'],
  ];
  return rows.map(([title = '', value = '']) => `  ${title.padEnd(12)} ${value}`).join('\n');
}

function rightsOf(agents: readonly string[]): string {
  return agents.length > 0 ? `may use ${agents.join(', ')}` : 'no restricted agents';
}

function soapLines({ url, seed }: DemoFacts): readonly string[] {
  const contextIdentifier = firstTenantOf(seed);
  const token = neededTokenOf(seed);
  const address = (service: string) => addressOf(url, contextIdentifier, service);
  return [
    'Log in and get a ticket:',
    `  ${curl(address(soPrincipalService.name), headers(token, null), loginBody())}`,
    "Get an access token with the ticket of the published sample, which is the demo user's here:",
    `  ${curl(address(userService.name), headers(token, sampleTicket), tokenBody())}`,
    'Both at once, typed:',
    `  ${typedCall(baseOf(url, contextIdentifier), token)}`,
  ];
}

/** The lines about REST and OAuth 2.0. */
function modernLines({ url, seed }: DemoFacts): readonly string[] {
  const base = baseOf(url, firstTenantOf(seed));
  const token = neededTokenOf(seed);
  const call = typedCall(base, token);
  const { clientId = '', tokens: [secret = ''] = [] } = grantedIn(seed) ?? {};
  return [
    'Whose access token it is, by REST:',
    `  curl -s ${base}/api/v1/User/currentPrincipal -H "Authorization: Bearer $(${call})"`,
    'Who the users are, by REST:',
    `  ${usersCall(base, seed, token)}`,
    'Check the ticket with OAuth 2.0:',
    `  curl -s ${base}/oauth2/introspect -u ${clientId}:${secret} -d token=${sampleTicket}`,
  ];
}

function usersCall(base: string, seed: Seed, applicationToken: string | null): string {
  const { users = [] } = seed.tenants?.[0] ?? {};
  const body = JSON.stringify({ UserInfoIds: users.map(({ id }) => id) });
  const application = applicationToken === null ? '' : ` -H 'SO-AppToken: ${applicationToken}'`;
  return (
    `curl -s ${base}/api/v1/Agents/User/GetUserInfoList -H 'Content-Type: application/json' ` +
    `-H 'Authorization: SOTicket ${sampleTicket}'${application} --data '${body}'`
  );
}

function firstTenantOf({ tenants }: Seed): string {
  return tenants?.[0]?.contextIdentifier ?? '';
}

function grantedIn({ applications }: Seed): SeedApplication | undefined {
  return applications?.find(({ agents = [] }) => agents.length > 0);
}

/** Null on-site, where no application token is needed. */
function neededTokenOf(seed: Seed): string | null {
  return seed.mode === 'online' ? (grantedIn(seed)?.tokens?.[0] ?? null) : null;
}

function baseOf(url: string, contextIdentifier: string): string {
  return contextIdentifier === '' ? url : `${url}/${contextIdentifier}`;
}

function addressOf(url: string, contextIdentifier: string, service: string): string {
  return `${baseOf(url, contextIdentifier)}/Remote/Services88/${service}.svc`;
}

/** Inside the repository, the command is an npm script. */
function typedCall(url: string, applicationToken: string | null): string {
  const inRepository = process.env['npm_lifecycle_event'] === 'start';
  const command = inRepository ? 'npm start --silent --' : 'npx ticketoffice';
  const variable =
    applicationToken === null ? '' : `${otherVariables.applicationToken}=${applicationToken} `;
  const call = `call --url ${url} --user ${demoUser.name} --password-stdin`;
  return `echo ${demoUser.password} | ${variable}${command} ${call}`;
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

function headers(applicationToken: string | null, ticket: string | null): string {
  const { namespace } = userService;
  const blocks =
    (applicationToken === null
      ? ''
      : `<ApplicationToken xmlns="${namespace}">${applicationToken}</ApplicationToken>`) +
    (ticket === null
      ? ''
      : `<Credentials xmlns="${namespace}"><Ticket>${ticket}</Ticket></Credentials>`);
  return blocks === '' ? '' : `<Header>${blocks}</Header>`;
}

function tokenBody(): string {
  return `<GetAccessToken xmlns="${userService.namespace}"/>`;
}
