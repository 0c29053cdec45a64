/** Each page of the console in a real browser, by keyboard alone. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import {
  backgroundOf,
  checkAccessibility,
  choose,
  focused,
  takePictures,
  waitForPage,
  waitForText,
} from '../support/browser/console-page.ts';
import { skipWithoutBrowser } from '../support/browser/find-browser.ts';
import { openBrowser, openPage } from '../support/browser/open-browser.ts';
import { type ConsoleScene, openConsoleScene } from '../support/console-scene.ts';

/** By their title, with a text that the demo's page shows and the field that `/` leads to. */
const PAGES: readonly (readonly [title: string, text: string, search: string | null])[] = [
  ['Overview', 'Why requests were refused', null],
  ['Journal', 'GetAccessToken', 'Operation'],
  ['Sessions', 'astrid', 'User'],
  ['Audit trail', 'user-added', 'User'],
  ['Users', 'Dagny Demo', 'Search'],
  ['Roles', 'User level 0', 'Search'],
  ['Groups', 'Marketing', 'Search'],
  ['Licences', 'SUPEROFFICE', 'Search'],
  ['Applications', 'Demo Integration', 'Search'],
  ['Keys', 'master', 'Search'],
  ['Settings', 'publicUrl', 'Search'],
  ['Decoder', 'stored nowhere', 'A ticket (7T:), an access token (8A:) or a JWT'],
  ['Call an operation', 'SoPrincipal/GetSystemInfo', 'Operation'],
];

/** A person with `j` gets to the row of the list, and with Enter to the page of one. */
const LISTS: readonly (readonly [title: string, row: string, shown: string])[] = [
  ['Users', 'demo', 'Dagny Demo'],
  ['Roles', 'User level 0', 'Functional rights'],
  ['Call an operation', 'SoPrincipal/GetSystemInfo', 'Describes this server.'],
];

describe('the pages of the console', { skip: skipWithoutBrowser }, () => {
  let scene: ConsoleScene;
  let browser: Browser;
  before(async () => {
    scene = await openConsoleScene(true);
    browser = await openBrowser();
    const ticket = await scene.logIn('astrid');
    assert.ok(await scene.isServed(ticket));
    assert.ok(!(await scene.isServed('7T:unknown')));
  });
  after(async () => {
    await browser.close();
    await scene.close();
  });

  it('are reached by keys, are accessible, and violate no policy', async () => {
    const { page, problems } = await openPage(browser);
    await page.goto(scene.consoleUrl);
    for (const [title, text, search] of PAGES) {
      await choose(page, title);
      await waitForPage(page, title);
      await waitForText(page, text);
      if (search !== null) {
        await page.keyboard.press('/');
        assert.equal(await focused(page), search, title);
        await page.keyboard.press('Escape');
      }
      await checkAccessibility(page);
      await takePictures(page, title.toLowerCase().replaceAll(' ', '-'));
    }
    assert.deepEqual(problems, []);
  });

  it('open a row by j and Enter', async () => {
    const { page, problems } = await openPage(browser);
    await page.goto(scene.consoleUrl);
    for (const [title, row, shown] of LISTS) {
      await choose(page, title);
      await waitForPage(page, title);
      await waitForText(page, row);
      await page.keyboard.press('j');
      assert.equal(await focused(page), row);
      await page.keyboard.press('j');
      await page.keyboard.press('k');
      assert.equal(await focused(page), row);
      await page.keyboard.press('Enter');
      await waitForText(page, shown);
      await checkAccessibility(page);
      await takePictures(page, `${title.toLowerCase().replaceAll(' ', '-')}-one`);
    }
    assert.deepEqual(problems, []);
  });

  it('search lists as one types, and keep the search in the address', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${scene.consoleUrl}/#/users`);
    await waitForText(page, 'Dagny Demo');
    await page.keyboard.press('/');
    await page.keyboard.type('lindholm');
    await page.waitForFunction(() => !document.body.innerText.includes('Dagny Demo'));
    await waitForText(page, 'Astrid Lindholm');
    assert.equal(new URL(page.url()).hash, '#/users?search=lindholm');
    await page.reload();
    await waitForText(page, 'Astrid Lindholm');
    assert.ok(!(await page.evaluate(() => document.body.innerText)).includes('Dagny Demo'));
  });

  it('tell their keys after ?, until Esc', async () => {
    const { page } = await openPage(browser);
    await page.goto(scene.consoleUrl);
    await waitForPage(page, 'Overview');
    await page.keyboard.press('?');
    await waitForText(page, 'Next row');
    await checkAccessibility(page);
    await page.keyboard.press('Escape');
    assert.equal(await page.$('dialog'), null);
  });

  it('follow the scheme of the system, light or dark', async () => {
    const { page } = await openPage(browser);
    await page.goto(scene.consoleUrl);
    await waitForPage(page, 'Overview');
    const shades = [];
    for (const value of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
      shades.push(await backgroundOf(page));
      await checkAccessibility(page);
    }
    assert.deepEqual(shades, ['rgb(246, 247, 249)', 'rgb(18, 20, 23)']);
  });

  it('say that there is no such page, and that the server does not answer', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${scene.consoleUrl}/#/nonsense`);
    await waitForText(page, 'There is no such page.');
    await page.setOfflineMode(true);
    await page.evaluate(() => location.assign('#/keys'));
    await waitForText(page, 'The server does not answer.');
    await page.setOfflineMode(false);
    await choose(page, 'Try again');
    await waitForText(page, 'master');
  });
});
