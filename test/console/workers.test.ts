/** The journal of a server with several workers, in a real browser. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { bundleConsole } from '../../scripts/console-bundle.ts';
import { withRegistry } from '../../src/cli/data-option.ts';
import { onsiteTenant } from '../../src/domain/tenants/tenant.ts';
import { createInstallation } from '../../src/storage/data-directory.ts';
import { choose, waitForPage, waitForText } from '../support/browser/console-page.ts';
import { skipWithoutBrowser } from '../support/browser/find-browser.ts';
import { openBrowser, openPage } from '../support/browser/open-browser.ts';
import { operator } from '../support/operator.ts';
import { ServerProcess } from '../support/server-process.ts';

const WORKERS = 2;
const REQUESTS = 8;
const PAGES = join(import.meta.dirname, '../../dist/console');
const LIMIT = { timeout: 90_000 };

describe('the console of several workers', { skip: skipWithoutBrowser }, () => {
  let folder = '';
  let data = '';
  let browser: Browser;
  before(async () => {
    await bundleConsole(PAGES);
    folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
    data = join(folder, 'data');
    const made = { tenant: onsiteTenant(''), durability: 'temporary' } as const;
    await (await createInstallation(data, made, Date.now())).stores.close();
    browser = await openBrowser();
  });
  after(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts the server. Returns its address, and the one that signs in at the console. */
  const serve = async (context: TestContext) => {
    const flags = ['--port', '0', '--console-port', '0', '--journal-level', 'messages'];
    const args = ['serve', '--data', data, '--workers', `${WORKERS}`, ...flags];
    const server = ServerProcess.start(context, args);
    const [, consoleUrl] = await server.waitForLine(/"url":"([^"]+)".*the console is served/);
    const url = await server.ready();
    const identity = { name: 'tester', role: 'viewer' } as const;
    const { secret } = await withRegistry({ data }, ({ console }) =>
      console.consoleLogins.makeLink(operator, identity),
    );
    return { url, link: `${consoleUrl}/#${secret}` };
  };

  it('has the requests of all workers in one live list', LIMIT, async (context) => {
    const { url, link } = await serve(context);
    const { page, problems } = await openPage(browser);
    await page.goto(link);
    await waitForPage(page, 'Overview');
    await choose(page, 'Journal');
    await waitForText(page, 'live');
    // Each on a connection of its own, which the workers take in turn.
    const headers = { Authorization: 'SOTicket 7T:the-same-ticket', Connection: 'close' };
    for (let count = 0; count < REQUESTS; count += 1) {
      await fetch(`${url}/api/v1/User/currentPrincipal`, { headers });
    }
    await page.waitForFunction(
      (wanted) => document.querySelectorAll('tbody tr:not(.space)').length === wanted,
      { polling: 'mutation' },
      REQUESTS,
    );
    const workers = new Set<string>();
    for (let count = 0; count < REQUESTS; count += 1) {
      await page.keyboard.press('j');
      const detail = `article[aria-label="Request ${REQUESTS - count}"]`;
      await page.waitForSelector(detail);
      const shown = await page.$eval(detail, (article) => article.textContent ?? '');
      const [, worker = ''] = /Request id(\w+)-/.exec(shown) ?? [];
      assert.ok(worker, shown);
      workers.add(worker);
      // One number for the ticket, whichever worker got it.
      assert.match(shown, /SOTicket ticket 1\b/);
    }
    assert.equal(workers.size, WORKERS);
    await choose(page, 'Overview');
    await waitForText(page, `all ${WORKERS} workers`);
    assert.deepEqual(problems, []);
  });
});
