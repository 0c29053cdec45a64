/** The pages in a real browser: with the keyboard, without scripts, and back to the application. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page, SerializedAXNode } from 'puppeteer-core';
import { skipWithoutBrowser } from '../../support/browser/find-browser.ts';
import { openBrowser, openPage } from '../../support/browser/open-browser.ts';
import { LoginScene, PASSWORD } from '../../support/login-scene.ts';

let scene: LoginScene;
let browser: Browser;
let application: Server;
let callback: string;
let clientId: string;
const address = (changes: Record<string, string> = {}) => {
  const own = { client_id: clientId, redirect_uri: callback, state: 's1', ...changes };
  return scene.address(scene.request(own), 'common');
};

/** Does what the keys do, and waits for the page that follows. */
async function press(page: Page, ...keys: readonly ('Enter' | 'Tab')[]): Promise<void> {
  const [last = 'Enter', ...others] = keys.toReversed();
  for (const key of others) await page.keyboard.press(key);
  await Promise.all([page.waitForNavigation(), page.keyboard.press(last)]);
}

/** Signs in by the keyboard alone, from the choice of the company on. */
async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(url);
  // A browser moves the focus a moment after it has loaded the page.
  await page.waitForSelector('#company:focus');
  await page.keyboard.type('Cust12345');
  await press(page, 'Enter');
  await page.waitForSelector('#username:focus');
  await page.keyboard.type('anna');
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await press(page, 'Enter');
}

/** Redirects are no problem here. */
const violationsIn = (problems: readonly string[]) =>
  problems.filter((problem) => !problem.startsWith('303 '));

const got = (page: Page) => page.$eval('#got', (element) => element.textContent ?? '');

function namesIn(node: SerializedAXNode | null): readonly string[] {
  if (!node) return [];
  return [`${node.role}: ${node.name}`, ...(node.children ?? []).flatMap(namesIn)];
}

describe('the login in a browser', { skip: skipWithoutBrowser }, () => {
  before(async () => {
    application = createServer(async (request, response) => {
      const body = await text(request);
      response.setHeader('Content-Type', 'text/html');
      response.end(`<title>back</title><p id="got">${request.method} ${request.url} ${body}</p>`);
    });
    await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
    callback = `http://127.0.0.1:${(application.address() as AddressInfo).port}/back`;
    scene = await LoginScene.create({}, { nowMs: Date.now() });
    ({ clientId } = await scene.addApplication('Chart Table', { redirectUris: [callback] }));
    await scene.signIn({ client_id: clientId, redirect_uri: callback });
    browser = await openBrowser();
  });
  after(async () => {
    await browser.close();
    await scene.close();
    application.close();
  });

  it('a person signs in and consents by the keyboard, with scripts off', async () => {
    const other = await scene.addApplication('Log Book', { redirectUris: [callback] });
    const { page, problems } = await openPage(browser);
    await page.setJavaScriptEnabled(false);
    await signIn(page, address({ client_id: other.clientId }));
    assert.equal(await page.title(), 'Allow Log Book?');
    await press(page, 'Tab', 'Enter');
    assert.match(page.url(), /\/back\?state=s1&code=[A-Za-z0-9]{64}$/);
    assert.deepEqual(violationsIn(problems), []);
  });

  it('a form_post goes back by itself, and with scripts off by the button', async () => {
    for (const hasScripts of [true, false]) {
      const { page, problems } = await openPage(browser);
      await page.setJavaScriptEnabled(hasScripts);
      await signIn(page, address({ response_mode: 'form_post' }));
      if (hasScripts) await page.waitForSelector('#got');
      else {
        await page.waitForSelector('button:focus');
        await press(page, 'Enter');
      }
      assert.match(await got(page), /^POST \/back state=s1&code=[A-Za-z0-9]{64}$/);
      assert.deepEqual(violationsIn(problems), []);
    }
  });

  it('the pages have names for what they contain, in the language of the browser', async () => {
    const { page, problems } = await openPage(browser);
    await page.setExtraHTTPHeaders({ 'Accept-Language': 'de' });
    await page.goto(address({ acr_values: 'tenant:Cust12345' }));
    const tree = await page.accessibility.snapshot();
    const named = namesIn(tree);
    assert.ok(named.includes('heading: Anmelden'), named.join('\n'));
    assert.ok(named.includes('textbox: Benutzername oder E-Mail-Adresse'), named.join('\n'));
    assert.ok(named.includes('textbox: Kennwort'), named.join('\n'));
    assert.ok(named.includes('button: Anmelden'), named.join('\n'));
    assert.deepEqual(violationsIn(problems), []);
  });

  it('a dark page is dark', async () => {
    const { page } = await openPage(browser);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await page.goto(address());
    const color = await page.evaluate('getComputedStyle(document.body).color');
    assert.equal(color, 'rgb(255, 255, 255)');
  });
});
