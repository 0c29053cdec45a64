/** Whatever `serve` is given, it answers nothing below `/__ticketoffice/`. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { createProgram } from '../../src/cli/program.ts';
import { flagOf, readSettings, variableOf } from '../../src/cli/settings-input.ts';
import { onsiteTenant } from '../../src/domain/tenants/tenant.ts';
import { type Settings, secretSettings, settingsSchema } from '../../src/settings.ts';
import { createInstallation } from '../../src/storage/data-directory.ts';
import { controlRoutes } from '../../src/testing/control/control-routes.ts';
import { seed, sizeOf } from '../support/long.ts';
import { ServerProcess } from '../support/server-process.ts';
import { TestInstallation } from '../support/test-installation.ts';
import { testTerminal } from '../support/test-terminal.ts';
import { sendRaw } from './control-calls.ts';

const LIMIT = { timeout: 600_000 };
const TOKEN = 'a-token-of-the-tests';
const RUNS = sizeOf('SERVE_SETTINGS_RUNS', 12, 300);

/** Values that `serve` can start with on this machine. */
const values: { readonly [K in keyof Settings]?: readonly string[] } = {
  host: ['127.0.0.1', '0.0.0.0'],
  publicUrl: ['http://localhost', 'https://crm.example.com', 'http://x/__ticketoffice'],
  trustedProxies: ['127.0.0.1', '10.0.0.0/8'],
  logLevel: ['silent', 'fatal'],
  metricsPort: ['0'],
  wrapExceptions: ['true', 'false'],
  corsOrigins: ['*', 'https://app.example.com'],
  servicesVersions: ['84', '88'],
  jwtAlgorithm: ['EdDSA'],
  fastPath: ['true', 'false'],
  addressRequestsPerSecondMax: ['0', '100000'],
  envelopeBytesMax: ['1048576'],
};
const names = Object.keys(values) as (keyof Settings)[];

const given = fc.tuple(
  ...names.map((name) =>
    fc.record({
      name: fc.constant(name),
      value: fc.constantFrom(...(values[name] ?? [])),
      source: fc.constantFrom('flag', 'variable', 'file', 'nowhere'),
    }),
  ),
);

const methods = ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS'];
const paths = [...new Set(controlRoutes.map(({ path }) => path)), '/openapi.json', '/', ''];

/** Checks that all routes get the answer of an unknown address, with the token and without. */
async function requireNoControl(url: string, prefixes: readonly string[]): Promise<void> {
  const calls = prefixes.flatMap((prefix) =>
    paths.flatMap((path) => methods.map((method) => ({ method, target: prefix + path }))),
  );
  for (const headers of [{}, { Authorization: `Bearer ${TOKEN}` }]) {
    for (const { method, target } of calls) {
      const unknown = target.replace(/ticketoffice/i, 'anything');
      const expected = await sendRaw(url, method, unknown, { headers });
      const answer = await sendRaw(url, method, target, { headers });
      assert.ok([404, 405].includes(answer.status), `${method} ${target}: ${answer.text}`);
      assert.deepEqual(answer, expected, `${method} ${target}`);
    }
  }
}

describe('serve has no control API', LIMIT, () => {
  let installation: TestInstallation;
  let folder = '';
  before(async () => {
    installation = await TestInstallation.create('onsite');
    folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  });
  after(async () => {
    await installation.close();
    await rm(folder, { recursive: true });
  });

  it('with any settings, from flags, environment and file', async () => {
    await fc.assert(
      fc.asyncProperty(given, async (settings) => {
        const from = (source: string) =>
          settings.filter((setting) => setting.source === source && setting.value !== undefined);
        const flags = from('flag').map(({ name, value }) => [name, value]);
        const environment = from('variable').map(({ name, value }) => [variableOf(name), value]);
        const file = join(folder, 'settings.json');
        const content = from('file').map(({ name, value }) => [name, value]);
        await writeFile(file, JSON.stringify(Object.fromEntries(content)));
        const terminal = testTerminal({
          environment: {
            ...Object.fromEntries(environment),
            TICKETOFFICE_CONTROL_TOKEN: TOKEN,
          },
        });
        const read = await readSettings(Object.fromEntries(flags), folder, terminal);
        const url = await installation.serve({ ...read, port: 0 });
        const local = url.replace('0.0.0.0', '127.0.0.1');
        await requireNoControl(local, ['/__ticketoffice']).finally(() =>
          installation.stopServer(0),
        );
      }),
      { seed, numRuns: RUNS },
    );
  });

  it('as a process that is given a token', async (context) => {
    const data = join(folder, 'data');
    const made = { tenant: onsiteTenant('') };
    await (await createInstallation(data, made, Date.UTC(2030, 0))).stores.close();
    const environment = { TICKETOFFICE_CONTROL_TOKEN: TOKEN };
    const args = ['serve', '--data', data, '--port', '0'];
    const url = await ServerProcess.start(context, args, environment).ready();
    const prefixes = [
      '/__ticketoffice',
      '//__ticketoffice',
      '/x/__ticketoffice',
      '/__TICKETOFFICE',
    ];
    await requireNoControl(url, prefixes);
  });

  it('and no flag for one', async () => {
    const program = await createProgram(testTerminal(), ['serve']);
    const serve = program.commands.find((command) => command.name() === 'serve');
    const known = Object.keys(settingsSchema.shape) as (keyof Settings)[];
    const ofSettings = known.filter((name) => !secretSettings.includes(name)).map(flagOf);
    const ofData = ['--data', '--database', '--master-key-file', '--master-key-command'];
    assert.deepEqual(
      serve?.options.map(({ long }) => long).toSorted(),
      [...ofSettings, ...ofData, '--settings'].toSorted(),
    );
    assert.ok(!known.some((name) => /control/i.test(name)));
  });
});
