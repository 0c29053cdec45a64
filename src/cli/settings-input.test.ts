import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Command } from 'commander';
import { testTerminal } from '../../test/support/test-terminal.ts';
import { secretSettings, settingsSchema } from '../settings.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import {
  addSettingsOptions,
  readGivenSettings,
  readSettings,
  settingRecordsOf,
} from './settings-input.ts';

let directory: string;
let usualFile: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  usualFile = join(directory, 'settings.json');
});
beforeEach(() => rm(usualFile, { force: true }));
after(() => rm(directory, { recursive: true, force: true }));

interface Given {
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly file?: unknown;
}

/** The settings that a command reads when all of them are options. */
async function read({ args = [], environment = {}, file }: Given) {
  if (file !== undefined) await writeFile(usualFile, JSON.stringify(file));
  const command = addSettingsOptions(new Command()).parse(args, { from: 'user' });
  return readSettings(command.opts(), directory, testTerminal({ environment }));
}

function refuses(given: Given, ...said: readonly RegExp[]): Promise<void> {
  return assert.rejects(read(given), (error) => {
    assert.ok(error instanceof CliError);
    assert.equal(error.exitCode, exitCodes.usage);
    for (const pattern of said) assert.match(error.message, pattern);
    return true;
  });
}

describe('where settings come from', () => {
  test('defaults, when nothing is given', async () => {
    assert.deepEqual(await read({}), settingsSchema.parse({}));
  });

  test('numbers and booleans only in their usual spelling', async () => {
    for (const port of ['', ' ', '0x10', '1e3', '+1', '1.5', '-1', '65536']) {
      const expected = /TICKETOFFICE_PORT: expected a whole number from 0 to 65535/;
      await refuses({ environment: { TICKETOFFICE_PORT: port } }, expected);
    }
    for (const port of [null, true, [5], {}]) {
      await refuses({ file: { port } }, /port: expected a whole number/);
    }
    const expected = /--wrap-exceptions: expected true or false/;
    await refuses({ args: ['--wrap-exceptions', 'yes'], file: {} }, expected);
    await refuses({ file: { trustedProxies: 5 } }, /trustedProxies: expected a list of addresses/);
    await writeFile(usualFile, '{}');
  });

  test('flags, then the environment, then the file', async () => {
    const file = { port: 1, host: '192.0.2.1', xmlDepthMax: 50 };
    const environment = { TICKETOFFICE_PORT: '2', TICKETOFFICE_HOST: '192.0.2.2' };
    const settings = await read({ file, environment, args: ['--port', '3'] });
    assert.equal(settings.port, 3);
    assert.equal(settings.host, '192.0.2.2');
    assert.equal(settings.xmlDepthMax, 50);
    assert.equal(settings.headerBlocksMax, 32);
  });

  test('every setting from a flag and from the environment', async () => {
    const samples = {
      host: '::1',
      port: '0',
      workers: '3',
      publicUrl: 'https://crm.example.com',
      trustedProxies: '10.0.0.0/8, 192.0.2.7',
      logLevel: 'debug',
      consolePort: '0',
      consoleHost: '::1',
      consoleUrl: 'https://ops.example.com',
      journalLevel: 'messages',
      journalEntriesMax: '500',
      journalBytesMax: '1000000',
      wrapExceptions: 'false',
      ticketLifetimeSeconds: '7200',
      accessTokenLifetimeSeconds: '60',
      csSessionIdleSeconds: '900',
      identityHeader: 'X-User',
      identityCertificateField: 'CN',
      identityPattern: '(.+)@fjord',
      tlsCertificateFile: 'server.pem',
      tlsKeyFile: 'server.key',
      tlsClientCaFile: 'clients.pem',
      timeZoneId: '7',
      timeZoneLocationCode: 'NO',
      corsOrigins: 'https://app.example.com, http://localhost:3000',
      servicesVersions: '87, 84',
      services88Edition: '10.2',
      jwtAlgorithm: 'EdDSA',
      loginIssuer: 'https://sod.example.com',
      systemUserIssuer: 'Example AS',
      systemTokenWindowSeconds: '300',
      envelopeBytesMax: '2048',
      bodyBytesTotalMax: '4096',
      xmlDepthMax: '9',
      xmlElementsMax: '200',
      headerBlocksMax: '5',
      requestTimeoutSeconds: '40',
      headersTimeoutSeconds: '5',
      keyRotationDays: '30',
      cachedRecordsMax: '5000',
      cachedTicketsMax: '6000',
      addressRequestsPerSecondMax: '500',
      applicationRequestsPerSecondMax: '50',
      databaseConnectionsMax: '7',
      connectionsMax: '10',
      networkConnectionsMax: '4',
      auditRetentionDays: '30',
      metricsPort: '9464',
      metricsHost: '192.0.2.1',
      fastPath: 'false',
      smtpUrl: 'smtps://crm:p%40ss@mail.example.com',
      mailFrom: 'CRM <crm@example.com>',
    } satisfies Record<keyof typeof settingsSchema.shape, string>;
    const expected = settingsSchema.parse(samples);
    assert.deepEqual(expected.trustedProxies, ['10.0.0.0/8', '192.0.2.7']);
    assert.deepEqual(expected.servicesVersions, ['87', '84']);
    assert.equal(expected.wrapExceptions, false);
    const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
    const entries = Object.entries(samples);
    const isSecret = (name: string) => secretSettings.some((secret) => secret === name);
    const flags = entries.filter(([name]) => !isSecret(name));
    const args = flags.flatMap(([name, value]) => [`--${kebab(name)}`, value]);
    const secrets = Object.fromEntries(entries.filter(([name]) => isSecret(name)));
    assert.deepEqual(await read({ args, file: secrets }), expected);
    await writeFile(usualFile, '{}');
    const environment = Object.fromEntries(
      entries.map(([name, value]) => [
        `TICKETOFFICE_${kebab(name).replaceAll('-', '_').toUpperCase()}`,
        value,
      ]),
    );
    assert.deepEqual(await read({ environment }), expected);
  });

  test('versions as numbers from a settings file', async () => {
    const { servicesVersions, services88Edition } = await read({
      file: { servicesVersions: [88, '87'], services88Edition: 10.2 },
    });
    assert.deepEqual(
      { servicesVersions, services88Edition },
      {
        servicesVersions: ['88', '87'],
        services88Edition: '10.2',
      },
    );
  });

  test('not from a port variable that Kubernetes sets for a service', async () => {
    const environment = { TICKETOFFICE_PORT: 'tcp://10.0.0.11:80' };
    assert.equal((await read({ environment, file: {} })).port, 8088);
  });

  test('from a settings file of any name, which must exist', async () => {
    const other = join(directory, 'other.json');
    await writeFile(other, '{ "port": 4 }');
    const file = { port: 5, host: '192.0.2.1' };
    const settings = await read({ file, args: ['--settings', other] });
    assert.equal(settings.port, 4);
    assert.equal(settings.host, '127.0.0.1', 'the usual file is not read as well');
    const missing = join(directory, 'missing.json');
    await refuses({ args: ['--settings', missing] }, /missing\.json cannot be read: .*ENOENT/);
  });

  test('no file without a data directory', async () => {
    assert.deepEqual(await readSettings({}, null, testTerminal()), settingsSchema.parse({}));
  });

  test('omitted settings have no flag', () => {
    const command = addSettingsOptions(new Command(), ['host']);
    const flags = command.options.map((option) => option.long);
    assert.ok(!flags.includes('--host'));
    assert.ok(flags.includes('--port'));
  });
});

describe('errors name where the value came from', () => {
  test('a flag', () => refuses({ args: ['--port', '70000'] }, /^--port: .*65535/));

  test('the environment', async () => {
    await refuses(
      { environment: { TICKETOFFICE_LOG_LEVEL: 'loud' }, file: { logLevel: 'info' } },
      /^TICKETOFFICE_LOG_LEVEL: expected one of .*silent$/,
    );
    const environment = { TICKETOFFICE_WRAP_EXCEPTIONS: 'maybe' };
    await refuses({ environment }, /^TICKETOFFICE_WRAP_EXCEPTIONS: /);
  });

  test('the file', () => refuses({ file: { port: 'many' } }, /settings\.json: port: .*number/));

  test('versions that do not exist, and an empty list of them', async () => {
    await refuses(
      { args: ['--services-versions', '83,88', '--services88-edition', '9'] },
      /^--services-versions: expected one of 84, 85, 86, 87, 88$/m,
      /^--services88-edition: expected one of 2020, 10\.2, 11$/m,
    );
    const environment = { TICKETOFFICE_SERVICES_VERSIONS: ' , ' };
    await refuses(
      { environment },
      /^TICKETOFFICE_SERVICES_VERSIONS: expected at least one version/,
    );
    await refuses({ file: { services88Edition: 10 } }, /expected one of 2020, 10\.2, 11$/m);
  });

  test('every wrong setting', () =>
    refuses(
      {
        args: ['--public-url', 'ftp://crm.example.com'],
        environment: { TICKETOFFICE_TRUSTED_PROXIES: 'proxy.example.com' },
        file: { xmlDepthMax: 1 },
      },
      /^--public-url: /m,
      /^TICKETOFFICE_TRUSTED_PROXIES: "proxy\.example\.com" is not an IP address/m,
      /settings\.json: xmlDepthMax: /m,
    ));

  test('every unknown property of the file, with the nearest setting', () =>
    refuses(
      { file: { prot: 8088, xmlDepth: 9, colour: 'blue' } },
      /settings\.json: there is no setting prot; did you mean port\?$/m,
      /there is no setting xmlDepth; did you mean xmlDepthMax\?$/m,
      /there is no setting colour; expected one of host, port, /,
    ));

  test('a file that is not a JSON object', async () => {
    await writeFile(usualFile, '{ "port": ');
    await refuses({}, /settings\.json cannot be read: it is not JSON$/);
    await writeFile(usualFile, '{ "smtpUrl": "smtps://crm:hemmelig@example.com" hemmelig }');
    await refuses({}, /^(?!.*hemmelig).*cannot be read: it is not JSON/s);
    for (const file of [[], 1, null, 'text']) {
      await refuses({ file }, /settings\.json must hold a JSON object/);
    }
  });
});

describe('settings of mail', () => {
  const complete = {
    smtpUrl: 'smtps://crm:hemmelig@example.com',
    mailFrom: 'crm@example.com',
    publicUrl: 'https://crm.example.com',
  };

  test('come together, with the address for links', async () => {
    const { smtpUrl, mailFrom, publicUrl } = await read({ file: complete });
    assert.deepEqual({ smtpUrl, mailFrom, publicUrl }, complete);
    const { publicUrl: _url, ...withoutUrl } = complete;
    await refuses({ file: withoutUrl }, /^smtpUrl needs publicUrl: /);
    const { mailFrom: _from, ...withoutSender } = complete;
    await refuses({ file: withoutSender }, /^smtpUrl and mailFrom must be given together\.$/);
  });

  test('have no flag for the URL with the password, and never repeat it', async () => {
    const { options } = addSettingsOptions(new Command());
    assert.ok(options.every(({ long }) => long !== '--smtp-url'));
    const file = { ...complete, smtpUrl: 'smtp://crm:hemmelig@example.com?tls=none' };
    await refuses({ file }, /^(?!.*hemmelig).*settings\.json: smtpUrl: expected smtps:/s);
    const environment = { TICKETOFFICE_SMTP_URL: 'crm:hemmelig@example.com' };
    await refuses({ environment, file: {} }, /^(?!.*hemmelig)TICKETOFFICE_SMTP_URL: expected/s);
    await refuses({ file: { mailFrom: 'crm' } }, /mailFrom: expected an address such as/);
    await writeFile(usualFile, '{}');
  });
});

describe('contradictory settings', () => {
  test('an access token must not outlive its ticket', async () => {
    const args = ['--access-token-lifetime-seconds', '601'];
    const file = { ticketLifetimeSeconds: 600 };
    await refuses(
      { args, file },
      /accessTokenLifetimeSeconds \(601\) must not be larger than ticketLife/,
    );
    const equal = await read({ args: ['--access-token-lifetime-seconds', '600'], file });
    assert.equal(equal.accessTokenLifetimeSeconds, 600);
  });

  test('the time for headers must not exceed that for the request', async () => {
    const environment = { TICKETOFFICE_REQUEST_TIMEOUT_SECONDS: '9' };
    await refuses(
      { environment },
      /headersTimeoutSeconds \(\d+\) must not be larger than requestTimeout/,
    );
    const args = ['--headers-timeout-seconds', '9'];
    assert.equal((await read({ environment, args })).headersTimeoutSeconds, 9);
  });
});

test('settings tell where they come from, and secrets are hidden', async () => {
  const environment = { TICKETOFFICE_SMTP_URL: 'smtps://a:hidden@mail.example.com' };
  const more = { TICKETOFFICE_MAIL_FROM: 'a@example.com', TICKETOFFICE_PUBLIC_URL: 'https://a.b' };
  const terminal = testTerminal({ environment: { ...environment, ...more } });
  const command = { fixed: { workers: 2 }, presets: { journalLevel: 'messages' } };
  const given = await readGivenSettings({ port: '1', workers: '9' }, null, terminal, command);
  assert.deepEqual([given.settings.workers, given.settings.journalLevel], [2, 'messages']);
  const records = settingRecordsOf(given);
  assert.ok(!JSON.stringify(records).includes('hidden'));
  const told = (name: string) => {
    const { value, isSet, source, sourceName } = records.find((one) => one.name === name) ?? {};
    return [value, isSet, source, sourceName];
  };
  assert.deepEqual(told('port'), ['1', true, 'flag', '--port']);
  assert.deepEqual(told('smtpUrl'), [null, true, 'environment', 'TICKETOFFICE_SMTP_URL']);
  assert.deepEqual(told('workers'), ['2', true, 'command', null]);
  assert.deepEqual(told('journalLevel'), ['messages', true, 'command', null]);
  assert.deepEqual(told('host'), ['127.0.0.1', true, 'default', null]);
  assert.deepEqual(told('metricsPort'), [null, false, 'default', null]);
});
