/** The demo with its console, for tests of the pages, and clients that use the demo. */
import { join } from 'node:path';
import { bundleConsole } from '../../scripts/console-bundle.ts';
import type { SettingRecord } from '../../src/console-api/settings.ts';
import { systemTiming } from '../../src/domain/clock.ts';
import type { InstallationMode } from '../../src/domain/installation.ts';
import type { OperatorRole } from '../../src/domain/operators/operator.ts';
import type { Settings } from '../../src/settings.ts';
import { DEMO_TENANT, type DemoServer, startDemoServer } from './demo-server.ts';
import { asOperator } from './operator.ts';
import { callService, operations } from './service-calls.ts';
import { textAt } from './soap-messages.ts';

export interface ConsoleScene extends Omit<DemoServer, 'consoleUrl'> {
  readonly consoleUrl: string;
  /** Returns the address that signs in once. */
  link(role: OperatorRole): Promise<string>;
  /** Returns a ticket. Empty if the login is refused. */
  logIn(name: string, sent?: SentLogin): Promise<string>;
  /** Whether a client with the ticket is served. @param tenant Online, by default `DEMO_TENANT`. */
  isServed(ticket: string, tenant?: string): Promise<boolean>;
}

interface SentLogin {
  readonly password?: string;
  /** Online, by default `DEMO_TENANT`. */
  readonly tenant?: string;
}

/** The application of the Online demo that may use the User agent. */
const APPLICATION_TOKEN = '1234567-1234-9876';

const PAGES = join(import.meta.dirname, '../../dist/console');

const publicUrl: SettingRecord = {
  name: 'publicUrl',
  value: 'https://crm.example.com',
  isSecret: false,
  isSet: true,
  source: 'environment',
  sourceName: 'TICKETOFFICE_PUBLIC_URL',
  defaultValue: null,
  description: 'URL at which clients reach this server',
};

/** @param isOpen whether nobody needs to sign in. */
export async function openConsoleScene(
  isOpen: boolean,
  settings: Partial<Settings> = {},
  mode: InstallationMode = 'onsite',
): Promise<ConsoleScene> {
  await bundleConsole(PAGES);
  const demo = await startDemoServer({
    mode,
    // Wrong passwords are not delayed.
    timing: { ...systemTiming, pause: async () => {} },
    settings: { consolePort: 0, journalLevel: 'messages', ...settings },
    additions: { isConsoleOpen: isOpen, settingRecords: [publicUrl] },
  });
  const { url, consoleUrl, registry } = demo;
  if (consoleUrl === null) throw new Error('The console is off.');
  const applicationToken = mode === 'online' ? APPLICATION_TOKEN : undefined;
  const baseOf = (tenant: string) => (mode === 'online' ? `${url}/${tenant}` : url);
  return {
    ...demo,
    consoleUrl,
    link: async (role) => {
      const { secret } = await registry.console.consoleLogins.makeLink(
        asOperator('administer-installation'),
        { name: `tester-${role}`, role },
      );
      return `${consoleUrl}/#${secret}`;
    },
    logIn: async (name, { password = 'demo', tenant = DEMO_TENANT } = {}) => {
      const body = operations.byPassword(name, password);
      const call = { service: 'SoPrincipal', applicationToken, body };
      const answer = await callService(baseOf(tenant), call);
      return textAt(answer.body, 'Credentials', 'Ticket') ?? '';
    },
    isServed: async (ticket, tenant = DEMO_TENANT) => {
      const call = { service: 'User', ticket, applicationToken, body: operations.getAccessToken() };
      const { header } = await callService(baseOf(tenant), call);
      return textAt(header.get('Succeeded')) === 'true';
    },
  };
}
