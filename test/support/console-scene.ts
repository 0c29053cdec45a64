/** The demo with its console, for tests of the pages, and clients that use the demo. */
import { join } from 'node:path';
import { bundleConsole } from '../../scripts/console-bundle.ts';
import type { SettingRecord } from '../../src/console-api/settings.ts';
import type { OperatorRole } from '../../src/domain/operators/operator.ts';
import type { Settings } from '../../src/settings.ts';
import { type DemoServer, startDemoServer } from './demo-server.ts';
import { asOperator } from './operator.ts';
import { callService, operations } from './service-calls.ts';
import { textAt } from './soap-messages.ts';

export interface ConsoleScene extends Omit<DemoServer, 'consoleUrl'> {
  readonly consoleUrl: string;
  /** Returns the address that signs in once. */
  link(role: OperatorRole): Promise<string>;
  /** Returns a ticket. */
  logIn(name: string): Promise<string>;
  /** Whether a client with the ticket is served. */
  isServed(ticket: string): Promise<boolean>;
}

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
): Promise<ConsoleScene> {
  await bundleConsole(PAGES);
  const demo = await startDemoServer({
    settings: { consolePort: 0, journalLevel: 'messages', ...settings },
    additions: { isConsoleOpen: isOpen, settingRecords: [publicUrl] },
  });
  const { url, consoleUrl, registry } = demo;
  if (consoleUrl === null) throw new Error('The console is off.');
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
    logIn: async (name) => {
      const body = operations.byPassword(name, 'demo');
      const answer = await callService(url, { service: 'SoPrincipal', body });
      return textAt(answer.body, 'Credentials', 'Ticket') ?? '';
    },
    isServed: async (ticket) => {
      const body = '<GetAccessToken></GetAccessToken>';
      const { header } = await callService(url, { service: 'User', ticket, body });
      return textAt(header.get('Succeeded')) === 'true';
    },
  };
}
