/** The live journal in a real browser. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import {
  checkAccessibility,
  choose,
  tabTo,
  takePictures,
  waitForText,
} from '../support/browser/console-page.ts';
import { skipWithoutBrowser } from '../support/browser/find-browser.ts';
import { openBrowser, openPage } from '../support/browser/open-browser.ts';
import { type ConsoleScene, openConsoleScene } from '../support/console-scene.ts';
import { envelope, post } from '../support/soap-messages.ts';

const MARKUP = '<img src=x onerror=alert(1)>';

/** The text of the table. */
const rowsOf = (page: Page) =>
  page.$$eval('tbody tr:not(.space)', (rows) => rows.map((row) => row.innerText));

const waitForRows = (page: Page, count: number) =>
  page.waitForFunction(
    (wanted) => document.querySelectorAll('tbody tr').length === wanted,
    { timeout: 5_000, polling: 20 },
    count,
  );

const hashOf = (page: Page) => new URL(page.url()).hash;

describe('the journal in the console', { skip: skipWithoutBrowser }, () => {
  let scene: ConsoleScene;
  let browser: Browser;
  before(async () => {
    scene = await openConsoleScene(true);
    browser = await openBrowser();
  });
  after(async () => {
    await browser.close();
    await scene.close();
  });

  const openJournal = async (filters = '') => {
    const watched = await openPage(browser);
    await watched.page.goto(`${scene.consoleUrl}/#/journal${filters}`);
    await waitForText(watched.page, 'live');
    return watched;
  };

  it('shows a request within a second', async () => {
    const { page, problems } = await openJournal('?operation=GetAccessToken');
    await waitForText(page, 'No requests yet that fit.');
    const sentAt = performance.now();
    await scene.isServed('7T:unknown');
    await waitForRows(page, 1);
    assert.ok(performance.now() - sentAt < 1000);
    assert.deepEqual(problems, []);
  });

  it('tells why a request was refused, and the nearest valid form', async () => {
    const { page } = await openJournal('?reason=operation-unknown');
    await post(scene.url, envelope('<GetAccesToken xmlns="urn:x"/>'));
    await waitForText(page, 'operation-unknown');
    await page.keyboard.press('j');
    await waitForText(page, 'Nearest valid form');
    await waitForText(page, 'GetAccessToken');
    await checkAccessibility(page);
    await takePictures(page, 'journal-one');
    assert.match(hashOf(page), /^#\/journal\/\d+\?reason=operation-unknown$/);
    await page.keyboard.press('Escape');
    await waitForText(page, 'Choose a request');
  });

  it('follows a ticket from the login, without showing it', async () => {
    const ticket = await scene.logIn('astrid');
    await scene.isServed(ticket);
    await scene.isServed(await scene.logIn('demo'));
    const { page } = await openJournal('?user=astrid&operation=GetAccessToken');
    await page.keyboard.press('j');
    await page.waitForSelector('.detail .secret');
    const number = await page.$eval('.detail .secret', (link) => link.textContent ?? '');
    assert.match(number, /^ticket \d+$/);
    await choose(page, number);
    await waitForText(page, 'Follows');
    await waitForRows(page, 2);
    const [used = '', login = ''] = await rowsOf(page);
    assert.match(used, /GetAccessToken/);
    assert.match(login, /AuthenticateUsernamePassword/);
    assert.ok(!(await page.content()).includes(ticket));
  });

  it('copies a request as curl, with the names of secrets in their places', async () => {
    await scene.isServed(await scene.logIn('astrid'));
    const { page } = await openJournal('?user=astrid&operation=GetAccessToken');
    const origin = scene.consoleUrl;
    await page
      .browserContext()
      .overridePermissions(origin, [
        'clipboard-read',
        'clipboard-write',
        'clipboard-sanitized-write',
      ]);
    await page.keyboard.press('j');
    await choose(page, 'Copy as curl');
    await waitForText(page, 'Copied');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(
      copied,
      /^curl -X POST http:\/\/127\.0\.0\.1:\d+\/Remote\/Services88\/User\.svc \\/,
    );
    assert.match(copied, /-H 'content-type: text\/xml; charset=utf-8'/);
    assert.match(copied, /--data-binary '<Envelope .*\{\{ticket \d+\}\}.*<\/Envelope>'$/s);
  });

  it('stands still during a pause, and then goes on', async () => {
    const { page } = await openJournal('?reason=not-xml');
    await post(scene.url, 'nonsense').catch(() => null);
    await waitForText(page, 'not-xml');
    const before = (await rowsOf(page)).length;
    await page.keyboard.press('p');
    await waitForText(page, 'paused');
    await post(scene.url, 'nonsense').catch(() => null);
    await waitForText(page, '1 new');
    assert.equal((await rowsOf(page)).length, before);
    await page.keyboard.press('p');
    await waitForRows(page, before + 1);
  });

  it('keeps filters in the address, and applies them to what comes', async () => {
    const { page } = await openJournal();
    await page.keyboard.press('/');
    await page.keyboard.type('AuthenticateUsernamePassword');
    await tabTo(page, 'User');
    await page.keyboard.type('demo');
    await page.waitForFunction(() => location.hash.includes('user=demo'));
    assert.equal(hashOf(page), '#/journal?operation=AuthenticateUsernamePassword&user=demo');
    await scene.logIn('astrid');
    await scene.logIn('demo');
    await waitForText(page, 'AuthenticateUsernamePassword');
    const shown = await rowsOf(page);
    assert.ok(shown.length > 0);
    for (const row of shown) assert.match(row, /AuthenticateUsernamePassword.*demo/s);
    await choose(page, 'Clear');
    await page.waitForFunction(() => location.hash === '#/journal');
  });

  it('draws markup of requests and user agents as text', async () => {
    const { page, problems } = await openJournal('?reason=operation-unknown');
    const before = (await rowsOf(page)).length;
    const agent = '<script>alert(1)</script>';
    await post(scene.url, envelope(`<Marked xmlns="urn:x"><![CDATA[${MARKUP}]]></Marked>`), {
      headers: { 'User-Agent': agent },
    });
    await waitForRows(page, before + 1);
    await page.keyboard.press('j');
    await waitForText(page, agent);
    assert.equal(await page.$('main img, main script'), null);
    assert.deepEqual(problems, []);
  });
});
