/**
 * What the stores of every engine must do. An engine's test calls `describeStores` with a way to
 * open its stores on a new, empty database.
 */
import { describe, it } from 'node:test';
import { checkAssociates } from './associates.ts';
import type { Check, OpenedStores } from './check.ts';
import { checkConcurrency } from './concurrency.ts';
import { checkCredentials } from './credentials.ts';
import { checkCsSessions } from './cs-sessions.ts';
import { checkDirectory } from './directory.ts';
import { checkInstallation } from './installation.ts';
import { checkTickets } from './tickets.ts';

export function describeStores(name: string, open: () => Promise<OpenedStores>): void {
  const check: Check = (title, body) => {
    it(title, async () => {
      const opened = await open();
      try {
        await body(opened);
      } finally {
        await opened.dispose();
      }
    });
  };
  describe(`The stores on ${name}`, () => {
    describe('installation and keys', () => checkInstallation(check));
    describe('directory', () => checkDirectory(check));
    describe('associates', () => checkAssociates(check));
    describe('passwords, disabling and generations', () => checkCredentials(check));
    describe('tickets', () => checkTickets(check));
    describe('CS sessions', () => checkCsSessions(check));
    describe('many at once', () => checkConcurrency(check));
  });
}
