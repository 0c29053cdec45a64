/**
 * The settings of a server with their descriptions, defaults and limits. The command line reads
 * them from flags, the environment and a file.
 */
import * as z from 'zod';
import { services88Editions, servicesVersions } from './contract/editions.ts';
import { accessTokenAlgorithms } from './domain/keys/signing-key.ts';
import type { MailDelivery } from './domain/passwords/password-resets.ts';
import { ProxyList } from './http/addresses.ts';
import { certificateFields } from './http/asserted-user.ts';
import { SmtpMailer } from './mail/smtp-mailer.ts';
import { mailboxHelp, parseMailbox, parseSmtpUrl, smtpUrlHelp } from './mail/smtp-server-url.ts';
import type { Lifetimes } from './tenant-services.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const journalLevels = ['off', 'metadata', 'messages'] as const;
const DAY_SECONDS = 86_400;

const whole = (min: number, max: number) => {
  const error = `expected a whole number from ${min} to ${max}`;
  const digits = z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number);
  return z
    .union([z.number(), digits], { error })
    .pipe(z.int({ error }).min(min, error).max(max, error));
};

const truth = z.union(
  [z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')],
  { error: 'expected true or false' },
);

const publicUrl = z
  .url({ protocol: /^https?$/, error: 'expected a URL such as https://crm.example.com' })
  .transform((url) => url.replace(/\/+$/, ''))
  .refine((url) => !/[?#]/.test(url), 'must have no query and no fragment');

const consoleOrigin = z
  .string()
  .transform((url) => url.replace(/\/+$/, ''))
  .refine(isOrigin, 'expected scheme, host and port, such as https://ops.example.com');

const listed = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

const proxies = z
  .union([z.array(z.string()), listed], { error: 'expected a list of addresses or networks' })
  .superRefine((entries, context) => {
    try {
      new ProxyList(entries);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : '' });
    }
  });

const origins = z
  .union([z.array(z.string()), listed], { error: 'expected a list of origins' })
  .refine(
    (entries) => entries.every((entry) => entry === '*' || isOrigin(entry)),
    'expected origins such as https://app.example.com, or *',
  );

/** Whether the text is an origin as browsers send it: scheme, host and port only. */
function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'expected the name of a header field');

const pattern = z
  .string()
  .max(500)
  .refine((source) => {
    try {
      new RegExp(source, 'u');
      return true;
    } catch {
      return false;
    }
  }, 'expected a regular expression');

const smtpUrl = z
  .string({ error: smtpUrlHelp })
  .refine((text) => parseSmtpUrl(text) !== null, smtpUrlHelp);

const mailbox = z
  .string({ error: mailboxHelp })
  .refine((text) => parseMailbox(text) !== null, mailboxHelp);

const file = z.string().min(1, 'expected the name of a file');

/** One of some numbers. A settings file may give it as a number. */
const numbered = <const N extends readonly string[]>(known: N) => {
  const error = `expected one of ${known.join(', ')}`;
  const word = z.enum(known, { error });
  return z.union([word, z.number().transform(String).pipe(word)], { error });
};

const versions = z
  .union([z.array(z.union([z.string(), z.number()])), listed], {
    error: 'expected a list of versions',
  })
  .pipe(z.array(numbered(servicesVersions)).min(1, 'expected at least one version'));

export const settingsSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('network address to listen on'),
  port: whole(0, 65_535).default(8088).describe('TCP port; 0 takes any free one'),
  workers: whole(1, 64)
    .default(1)
    .describe('processes that serve on the port; more than one need as many cores'),
  publicUrl: publicUrl
    .nullable()
    .default(null)
    .describe(
      'URL in front of /Remote, /api and /oauth2 at which clients reach this server; default: as they address it',
    ),
  trustedProxies: proxies
    .default([])
    .describe(
      'addresses or networks of proxies whose X-Forwarded-… headers are believed, with commas between',
    ),
  logLevel: z
    .enum(LOG_LEVELS, { error: `expected one of ${LOG_LEVELS.join(', ')}` })
    .default('info')
    .describe(`one of ${LOG_LEVELS.join(', ')}`),
  metricsPort: whole(0, 65_535)
    .nullable()
    .default(null)
    .describe('TCP port of /metrics for Prometheus; 0 takes any free one, default: no metrics'),
  metricsHost: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('network address of /metrics, which whoever reaches it can read'),
  consolePort: whole(0, 65_535)
    .nullable()
    .default(null)
    .describe('TCP port of the console; 0 takes any free one, default: no console'),
  consoleHost: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('network address of the console; one that is not loopback needs TLS'),
  consoleUrl: consoleOrigin
    .nullable()
    .default(null)
    .describe(
      'URL at which browsers reach the console through a proxy, such as https://ops.example.com',
    ),
  journalLevel: z
    .enum(journalLevels, { error: `expected one of ${journalLevels.join(', ')}` })
    .default('metadata')
    .describe(
      'what the journal of the console keeps of each request, in memory: one of ' +
        `${journalLevels.join(', ')}; messages without their secrets`,
    ),
  journalEntriesMax: whole(10, 100_000)
    .default(1000)
    .describe('most requests in the journal of the console'),
  journalBytesMax: whole(65_536, 2 ** 30)
    .default(8 * 2 ** 20)
    .describe('most memory that the journal of the console takes'),
  wrapExceptions: truth
    .default(true)
    .describe('business errors in the ExceptionInfo header block (true) or as SOAP faults (false)'),
  ticketLifetimeSeconds: whole(60, 30 * DAY_SECONDS)
    .default(6 * 3600)
    .describe('how long a ticket lives after its last use'),
  accessTokenLifetimeSeconds: whole(10, DAY_SECONDS)
    .default(3600)
    .describe('how long an access token lives; not longer than a ticket'),
  csSessionIdleSeconds: whole(60, DAY_SECONDS)
    .default(3600)
    .describe('how long a CS session lives after its last use; it ends with its access token'),
  auditRetentionDays: whole(1, 36_500)
    .default(400)
    .describe('how long events of the audit trail are kept'),
  timeZoneId: whole(0, 2 ** 31 - 1)
    .default(0)
    .describe('SoTimeZoneId told to clients that name no time zone'),
  timeZoneLocationCode: z
    .string()
    .max(100)
    .default('UTC')
    .describe('SoTimeZoneLocationCode told to clients that name no time zone'),
  identityHeader: headerName
    .nullable()
    .default(null)
    .describe('header field in which a trusted proxy names the user, for AuthenticateImplicit'),
  identityCertificateField: z
    .enum(certificateFields, { error: `expected one of ${certificateFields.join(', ')}` })
    .nullable()
    .default(null)
    .describe(
      "attribute of a client certificate's subject that names the user, for AuthenticateImplicit: " +
        `one of ${certificateFields.join(', ')}`,
    ),
  identityPattern: pattern
    .default('.+')
    .describe(
      'regular expression that the whole of that text must match; its first group is the user name',
    ),
  tlsCertificateFile: file
    .nullable()
    .default(null)
    .describe('certificate of the server with its chain, PEM; default: no TLS'),
  tlsKeyFile: file.nullable().default(null).describe('private key of that certificate, PEM'),
  tlsClientCaFile: file
    .nullable()
    .default(null)
    .describe('certificates of those who sign the certificates of clients, PEM'),
  smtpUrl: smtpUrl
    .nullable()
    .default(null)
    .describe(
      'mail server with its credentials, such as smtps://user:password@mail.example.com; default: no mails',
    ),
  mailFrom: mailbox
    .nullable()
    .default(null)
    .describe('sender of mails, such as CRM <crm@example.com>'),
  corsOrigins: origins
    .default([])
    .describe(
      'origins whose pages may call REST and OAuth, with commas between; * for all, default: none',
    ),
  servicesVersions: versions
    .default([...servicesVersions])
    .describe(
      'versions of the SOAP contract that are served, with commas between; clients are told of the newest',
    ),
  services88Edition: numbered(services88Editions)
    .default('11')
    .describe(
      'release of the original whose Services88 is served, for clients that fail on what came later: ' +
        `one of ${services88Editions.join(', ')}`,
    ),
  jwtAlgorithm: z
    .enum(accessTokenAlgorithms, { error: `expected one of ${accessTokenAlgorithms.join(', ')}` })
    .default('ES256')
    .describe(`how JWT access tokens are signed: one of ${accessTokenAlgorithms.join(', ')}`),
  loginIssuer: publicUrl
    .nullable()
    .default(null)
    .describe(
      'Online: issuer of identity tokens, if it is another URL than the base URL, for clients that expect one',
    ),
  systemUserIssuer: z
    .string()
    .min(1)
    .default('SuperOffice AS')
    .describe('Online: issuer of the tokens that hold the ticket of a system user'),
  systemTokenWindowSeconds: whole(60, 86_400)
    .default(600)
    .describe(
      'Online: how much the time in a signed system token may differ from that of the server',
    ),
  keyRotationDays: whole(0, 3650)
    .default(90)
    .describe('age at which keys that seal and sign tokens are replaced; 0 for never'),
  envelopeBytesMax: whole(1024, 64 * 2 ** 20)
    .default(2 ** 20)
    .describe('largest SOAP message, and largest body of other requests'),
  bodyBytesTotalMax: whole(1024, 64 * 2 ** 30)
    .default(64 * 2 ** 20)
    .describe(
      'most bytes that bodies take together while they are received, beside the first 16 kB of each; of each process',
    ),
  xmlDepthMax: whole(8, 1000).default(64).describe('deepest nesting of elements'),
  xmlElementsMax: whole(100, 1_000_000).default(10_000).describe('most elements in a message'),
  headerBlocksMax: whole(4, 1000).default(32).describe('most header blocks in a message'),
  requestTimeoutSeconds: whole(1, 600).default(30).describe('longest time to receive a request'),
  headersTimeoutSeconds: whole(1, 600)
    .default(10)
    .describe("longest time to receive a request's header"),
  fastPath: truth
    .default(true)
    .describe(
      "plain SOAP requests and calls by REST are read from the socket, at half the cost (true), or by Node.js's HTTP server as all others are (false)",
    ),
  cachedRecordsMax: whole(1, 10_000_000)
    .default(20_000)
    .describe(
      'most records of each kind (users, their rights, applications, tenants) kept in memory, half a kB each; larger ones count as several',
    ),
  cachedTicketsMax: whole(1, 10_000_000)
    .default(200_000)
    .describe('most tickets kept in memory, 93 bytes each'),
  addressRequestsPerSecondMax: whole(0, 1_000_000)
    .default(1000)
    .describe(
      'most requests a second from one address, loopback apart; of each process; 0: no limit',
    ),
  applicationRequestsPerSecondMax: whole(0, 1_000_000)
    .default(0)
    .describe('most requests a second of one application; of each process; 0: no limit'),
  databaseConnectionsMax: whole(1, 1000)
    .default(10)
    .describe('most connections to PostgreSQL at the same time, of each process'),
  connectionsMax: whole(1, 100_000).default(4096).describe('most connections at the same time'),
  networkConnectionsMax: whole(0, 100_000)
    .default(1024)
    .describe(
      'most connections at the same time from one IPv4 address or IPv6 /64, loopback and trustedProxies apart; of each process; 0: no limit',
    ),
});

export type Settings = z.infer<typeof settingsSchema>;

/** These have no flag, because other users of the machine can see the arguments of a process. */
export const secretSettings: readonly (keyof Settings)[] = ['smtpUrl'];

/** Returns the settings that the tenant registry of a server needs. */
export function registryOptionsOf(settings: Settings) {
  const { cachedRecordsMax, cachedTicketsMax, applicationRequestsPerSecondMax } = settings;
  return {
    lifetimes: lifetimesOf(settings),
    cachedRecordsMax,
    cachedTicketsMax,
    applicationRequestsPerSecondMax,
    mailDelivery: mailDeliveryOf(settings),
  };
}

/** Null if no mail server is configured. */
function mailDeliveryOf({ smtpUrl, mailFrom, publicUrl }: Settings): MailDelivery | null {
  const server = smtpUrl === null ? null : parseSmtpUrl(smtpUrl);
  const from = mailFrom === null ? null : parseMailbox(mailFrom);
  if (!server || !from || publicUrl === null) return null;
  return { mailer: new SmtpMailer({ server, from }), publicUrl };
}

export function lifetimesOf(settings: Settings): Lifetimes {
  return {
    ticketLifetimeMs: settings.ticketLifetimeSeconds * 1000,
    accessTokenLifetimeMs: settings.accessTokenLifetimeSeconds * 1000,
    csSessionIdleMs: settings.csSessionIdleSeconds * 1000,
  };
}
