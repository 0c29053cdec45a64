/** The console of an Online installation: each page is about the tenant that one has chosen. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import {
  checkAccessibility,
  choose,
  tabTo,
  takePictures,
  waitForPage,
  waitForText,
} from '../support/browser/console-page.ts';
import { skipWithoutBrowser } from '../support/browser/find-browser.ts';
import { openBrowser, openPage } from '../support/browser/open-browser.ts';
import { type ConsoleScene, openConsoleScene } from '../support/console-scene.ts';
import { DEMO_TENANT } from '../support/demo-server.ts';
import { addUser } from '../support/test-installation.ts';

const OTHER_TENANT = 'Cust26759';
const CHOOSE = 'Choose a tenant at the top of the page.';

/** Pages of one tenant. */
const TENANT_PAGES = ['Users', 'Sessions', 'Roles', 'Groups', 'Licences'];

const textOf = (page: Page) => page.$eval('main', (main) => main.innerText);
const hashOf = (page: Page) => new URL(page.url()).hash;

/** Types a tenant into the field at the top of the page. */
async function chooseTenant(page: Page, tenant: string): Promise<void> {
  await page.waitForSelector('#tenants option');
  await page.$eval('.tenant-choice input', (field) => field.select());
  await page.keyboard.type(tenant);
  await page.keyboard.press('Enter');
  await page.waitForFunction((chosen) => location.hash.includes(chosen), {}, `tenant=${tenant}`);
}

describe('the console of an Online installation', { skip: skipWithoutBrowser }, () => {
  let scene: ConsoleScene;
  let browser: Browser;
  before(async () => {
    scene = await openConsoleScene(true, {}, 'online');
    browser = await openBrowser();
  });
  after(async () => {
    await browser.close();
    await scene.close();
  });

  const open = async (address: string) => {
    const watched = await openPage(browser);
    await watched.page.goto(`${scene.consoleUrl}/#/${address}`);
    return watched;
  };

  it('asks for a tenant on each page that is about one', async () => {
    const { page, problems } = await open('overview');
    for (const title of TENANT_PAGES) {
      await choose(page, title);
      await waitForPage(page, title);
      await waitForText(page, CHOOSE);
      await checkAccessibility(page);
    }
    await takePictures(page, 'online-no-tenant');
    assert.deepEqual(problems, []);
  });

  it('shows each page of the tenant that one has typed', async () => {
    await scene.logIn('astrid');
    await scene.logIn('demo', { tenant: OTHER_TENANT });
    const { page, problems } = await open('users');
    await chooseTenant(page, DEMO_TENANT);
    await waitForText(page, 'Dagny Demo');
    await checkAccessibility(page);
    await takePictures(page, 'online-users');
    await chooseTenant(page, OTHER_TENANT);
    await waitForText(page, 'Sindre Sample');
    assert.doesNotMatch(await textOf(page), /Dagny Demo|astrid/);
    for (const title of TENANT_PAGES) {
      await choose(page, title);
      await waitForPage(page, title);
      assert.match(hashOf(page), /[?]tenant=Cust26759$/);
      await waitForText(page, title === 'Groups' ? 'Service' : 'emo');
      assert.doesNotMatch(await textOf(page), /astrid/, title);
    }
    assert.deepEqual(problems, []);
  });

  it('goes from one user to the list when one chooses another tenant', async () => {
    const { page } = await open(`users/1?tenant=${DEMO_TENANT}`);
    await waitForText(page, 'Dagny Demo');
    await chooseTenant(page, OTHER_TENANT);
    await waitForPage(page, 'Users');
    assert.equal(hashOf(page), `#/users?tenant=${OTHER_TENANT}`);
    await waitForText(page, 'Sindre Sample');
  });

  it('leads from the list of tenants to the users of one', async () => {
    const { page, problems } = await open('overview');
    await choose(page, 'Tenants');
    await waitForText(page, 'Sample Company');
    await checkAccessibility(page);
    await takePictures(page, 'tenants');
    await page.keyboard.press('/');
    await page.keyboard.type('sample');
    await page.waitForFunction(() => !document.body.innerText.includes('Demo Company'));
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await waitForText(page, 'Sindre Sample');
    assert.equal(hashOf(page), `#/users?tenant=${OTHER_TENANT}`);
    const chosen = await page.$eval('.tenant-choice input', ({ value }) => value);
    assert.equal(chosen, OTHER_TENANT);
    assert.deepEqual(problems, []);
  });

  it('says that there is no such tenant', async () => {
    const { page } = await open('users');
    await chooseTenant(page, 'Cust404');
    await waitForText(page, 'There is no tenant "Cust404".');
    await chooseTenant(page, DEMO_TENANT);
    await waitForText(page, 'Dagny Demo');
  });

  it('ends the sessions of a user at one tenant, and not at another', async () => {
    const ended = await scene.logIn('demo');
    const kept = await scene.logIn('demo', { tenant: OTHER_TENANT });
    const { page, problems } = await open(`sessions?tenant=${DEMO_TENANT}&user=demo`);
    await choose(page, 'End all sessions of demo');
    await tabTo(page, 'Cancel');
    await choose(page, 'End all');
    await waitForText(page, 'Nobody is logged in.');
    assert.ok(!(await scene.isServed(ended)));
    assert.ok(await scene.isServed(kept, OTHER_TENANT));
    assert.deepEqual(problems, []);
  });

  it('disables a user of one tenant, and not the one with this id at another', async () => {
    const { stores } = scene.registry;
    const tenant = await stores.tenants.find(OTHER_TENANT);
    assert.ok(tenant);
    const { id } = await addUser(scene.registry.of(tenant), 'ellen', 'demo');
    assert.equal((await scene.services.stores.associates.findByName('astrid'))?.id, id);
    const logIn = () => scene.logIn('ellen', { tenant: OTHER_TENANT });
    const { page, problems } = await open(`users/${id}?tenant=${OTHER_TENANT}`);
    await choose(page, 'Disable');
    await tabTo(page, 'Cancel');
    await choose(page, 'Disable');
    await waitForText(page, 'user-disabled');
    assert.equal(await logIn(), '');
    assert.match(await scene.logIn('astrid'), /^7T:/);
    await choose(page, 'Enable');
    await tabTo(page, 'Cancel');
    await choose(page, 'Enable');
    await waitForText(page, 'user-enabled');
    assert.match(await logIn(), /^7T:/);
    assert.deepEqual(problems, []);
  });

  it('shows the requests and the audit trail of the chosen tenant, or of all', async () => {
    const { page, problems } = await open('journal');
    await waitForText(page, 'live');
    await scene.logIn('astrid');
    await scene.logIn('demo', { tenant: OTHER_TENANT });
    await waitForText(page, 'astrid');
    await chooseTenant(page, OTHER_TENANT);
    await page.waitForFunction(() => !document.body.innerText.includes('astrid'));
    await waitForText(page, 'AuthenticateUsernamePassword');
    await checkAccessibility(page);
    await choose(page, 'Audit trail');
    await waitForPage(page, 'Audit trail');
    await waitForText(page, 'demo');
    assert.doesNotMatch(await textOf(page), /astrid/);
    assert.deepEqual(problems, []);
  });

  it('filters the journal by the protocol of the Online login', async () => {
    await scene.logIn('astrid');
    await fetch(`${scene.url}/login/common/oauth/authorize`);
    const { page } = await open('journal');
    await waitForText(page, 'AuthenticateUsernamePassword');
    await tabTo(page, 'Protocol');
    await page.keyboard.type('login');
    await page.waitForFunction(() => location.hash === '#/journal?protocol=login');
    await page.waitForFunction(() => {
      const rows = document.querySelector('tbody')?.innerText ?? '';
      return rows.includes('authorize') && !rows.includes('AuthenticateUsernamePassword');
    });
  });

  it('adds and removes a redirect URI of an application', async () => {
    const { page, problems } = await open('applications');
    await waitForText(page, 'Demo Integration');
    await choose(page, 'Demo Integration');
    await waitForPage(page, 'Demo Integration');
    await waitForText(page, 'All applications');
    await waitForText(page, 'http://127.0.0.1/callback');
    await waitForText(page, 'yes: it keeps no secret');
    await waitForText(page, 'yes: it may work without a person');
    await waitForText(page, 'RSA 2048');
    await checkAccessibility(page);
    await takePictures(page, 'applications-one');
    await tabTo(page, 'New redirect URI');
    await page.keyboard.type('https://app.example.com/#x');
    await page.keyboard.press('Enter');
    await waitForText(page, 'has a fragment');
    await checkAccessibility(page);
    const refused = problems.filter((problem) => problem.startsWith('400 '));
    assert.equal(refused.length, 1);
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[aria-label="Remove https://app.example.com/"]');
    await choose(page, 'Remove https://app.example.com/');
    await tabTo(page, 'Cancel');
    await choose(page, 'Remove');
    await page.waitForFunction(() => !document.body.innerText.includes('app.example.com'));
    assert.deepEqual(problems, refused);
  });

  it('revokes and grants a consent, and shows the system token on request', async () => {
    const { page, problems } = await open('applications/1');
    await waitForText(page, CHOOSE);
    await chooseTenant(page, DEMO_TENANT);
    await waitForText(page, `Consent of ${DEMO_TENANT}`);
    await waitForText(page, 'given');
    assert.equal(hashOf(page), `#/applications/1?tenant=${DEMO_TENANT}`);
    assert.doesNotMatch(await page.content(), /8k8Q7DmBgo/);
    await choose(page, 'Show system token');
    await tabTo(page, 'Cancel');
    await checkAccessibility(page);
    await choose(page, 'Show system token');
    await waitForText(page, 'Demo Integration-8k8Q7DmBgo');
    await choose(page, 'Revoke');
    await tabTo(page, 'Cancel');
    await choose(page, 'Revoke');
    await waitForText(page, 'revoked');
    assert.doesNotMatch(await page.content(), /8k8Q7DmBgo/);
    const [application] = await scene.registry.stores.applications.list();
    assert.ok(application);
    assert.equal(await scene.services.consents.stateOf(application), 'revoked');
    await choose(page, 'Grant');
    await tabTo(page, 'Cancel');
    await choose(page, 'Grant');
    await waitForText(page, 'given');
    await checkAccessibility(page);
    await takePictures(page, 'applications-consent');
    assert.equal(await scene.services.consents.stateOf(application), 'given');
    assert.deepEqual(problems, []);
  });
});
