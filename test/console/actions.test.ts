/** What an operator does in the console, and what a viewer cannot do, in a real browser. */
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
import { asOperator } from '../support/operator.ts';
import { addUser } from '../support/test-installation.ts';

const MARKUP = '<img src=x onerror=alert(1)>';
const PASSWORD = 'right-secret-1';
/** So many failed logins from one network lock a user there. */
const FAILURES_MAX = 10;

/** The labels of all buttons in the page, except those of the frame. */
const buttonsOf = (page: Page) =>
  page.$$eval('main button', (buttons) => buttons.map((button) => button.innerText));

describe('in the console', { skip: skipWithoutBrowser }, () => {
  let scene: ConsoleScene;
  let browser: Browser;
  before(async () => {
    scene = await openConsoleScene(false);
    browser = await openBrowser();
  });
  after(async () => {
    await browser.close();
    await scene.close();
  });

  /** @param page such as `users/1`. */
  const signIn = async (role: 'viewer' | 'operator', page = 'overview') => {
    const watched = await openPage(browser);
    await watched.page.goto(await scene.link(role));
    await waitForPage(watched.page, 'Overview');
    await watched.page.evaluate((address) => location.assign(address), `#/${page}`);
    return watched;
  };

  it('an operator ends a session, and the client is refused', async () => {
    const [ended, kept] = [await scene.logIn('astrid'), await scene.logIn('demo')];
    const { page, problems } = await signIn('operator', 'sessions?user=astrid');
    await choose(page, 'End this ticket of astrid');
    await waitForText(page, 'End the ticket of astrid?');
    await checkAccessibility(page);
    await takePictures(page, 'sessions-question');
    await page.keyboard.press('Escape');
    assert.ok(await scene.isServed(ended));
    await choose(page, 'End this ticket of astrid');
    await choose(page, 'End this');
    await waitForText(page, 'Nobody is logged in.');
    assert.ok(!(await scene.isServed(ended)));
    assert.ok(await scene.isServed(kept));
    assert.deepEqual(problems, []);
  });

  it('an operator ends all sessions of a user', async () => {
    const tickets = [await scene.logIn('astrid'), await scene.logIn('astrid')];
    const { page } = await signIn('operator', 'sessions?user=astrid');
    await choose(page, 'End all sessions of astrid');
    await choose(page, 'End all');
    await waitForText(page, 'Nobody is logged in.');
    for (const ticket of tickets) assert.ok(!(await scene.isServed(ticket)));
  });

  it('an operator disables a user and enables it again', async () => {
    const user = await addUser(scene.services, 'ellen', PASSWORD);
    const { page } = await signIn('operator', `users/${user.id}`);
    await choose(page, 'Disable');
    await waitForText(page, 'Disable ellen?');
    await choose(page, 'Disable');
    await waitForText(page, 'Enable');
    await waitForText(page, 'user-disabled');
    await choose(page, 'Enable');
    await waitForText(page, 'Enable ellen?');
    await choose(page, 'Enable');
    await waitForText(page, 'user-enabled');
    await checkAccessibility(page);
  });

  it('an operator unlocks a user, who can log in at once', async () => {
    const user = await addUser(scene.services, 'lotte', PASSWORD);
    const logIn = () => scene.logIn('lotte', { password: PASSWORD });
    for (let count = 0; count < FAILURES_MAX; count += 1) {
      assert.equal(await scene.logIn('lotte', { password: `wrong ${count}` }), '');
    }
    assert.equal(await logIn(), '');
    const { page, problems } = await signIn('operator', `users/${user.id}`);
    await waitForText(page, '127.0.0.1 is locked');
    await checkAccessibility(page);
    await takePictures(page, 'users-locked');
    await choose(page, 'Unlock');
    await waitForText(page, 'Unlock lotte?');
    await checkAccessibility(page);
    await page.keyboard.press('Escape');
    assert.equal(await logIn(), '');
    await choose(page, 'Unlock');
    await tabTo(page, 'Cancel');
    await choose(page, 'Unlock');
    await waitForText(page, 'not locked');
    await waitForText(page, 'user-unlocked');
    await waitForText(page, 'tester-operator');
    assert.deepEqual(await buttonsOf(page), ['Disable']);
    assert.match(await logIn(), /^7T:/);
    assert.deepEqual(problems, []);
  });

  it('a viewer sees who is locked, and no button', async () => {
    const user = await addUser(scene.services, 'lene', PASSWORD);
    for (let count = 0; count < FAILURES_MAX; count += 1) {
      await scene.logIn('lene', { password: `wrong ${count}` });
    }
    const { page } = await signIn('viewer', `users/${user.id}`);
    await waitForText(page, '127.0.0.1 is locked');
    assert.deepEqual(await buttonsOf(page), []);
  });

  it('a viewer sees everything and can change nothing', async () => {
    const ticket = await scene.logIn('astrid');
    const { page, problems } = await signIn('viewer', 'sessions?user=astrid');
    await waitForText(page, 'viewer');
    await waitForText(page, 'ticket …');
    assert.deepEqual(await buttonsOf(page), ['Load again']);
    await page.evaluate(() => location.assign('#/users/1'));
    await waitForText(page, 'Dagny Demo');
    assert.deepEqual(await buttonsOf(page), []);
    await page.evaluate(() => location.assign('#/call/SoPrincipal%2FGetSystemInfo'));
    await waitForText(page, 'Viewers cannot call operations.');
    await checkAccessibility(page);
    assert.deepEqual(problems, []);
    const status = await page.evaluate(async () => {
      const response = await fetch('/api/sessions/end-all', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Ticketoffice-Console': '1' },
        body: '{"userId":3}',
      });
      return response.status;
    });
    assert.equal(status, 403);
    assert.ok(await scene.isServed(ticket));
  });

  it('an operator signs in by password and out again', async () => {
    const administrator = asOperator('administer-installation');
    const { operators } = scene.registry.console;
    await operators.add(administrator, { name: 'Olga', role: 'operator' }, PASSWORD);
    const { page } = await openPage(browser);
    await page.goto(scene.consoleUrl);
    await waitForText(page, 'Sign in');
    await checkAccessibility(page);
    await takePictures(page, 'sign-in');
    await tabTo(page, 'Operator');
    await page.keyboard.type('Olga');
    await tabTo(page, 'Password');
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await waitForText(page, 'is wrong');
    await tabTo(page, 'Password');
    await page.$eval('input[type=password]', (field) => field.select());
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await waitForPage(page, 'Overview');
    await waitForText(page, 'Olga');
    await choose(page, 'Sign out');
    await waitForText(page, 'Sign in');
  });

  it('a link signs in once, and leaves the address', async () => {
    const link = await scene.link('operator');
    const first = await openPage(browser);
    await first.page.goto(link);
    await waitForPage(first.page, 'Overview');
    assert.equal(first.page.url(), `${scene.consoleUrl}/`);
    const second = await openPage(browser);
    await second.page.goto(link);
    await waitForText(second.page, 'The link is not valid');
    assert.equal(second.page.url(), `${scene.consoleUrl}/`);
  });

  it('the page asks to sign in again when the session has ended', async () => {
    const { page } = await signIn('operator');
    await page.deleteCookie(...(await page.cookies()));
    await page.evaluate(() => location.assign('#/keys'));
    await waitForText(page, 'Sign in');
  });

  it('markup in names of users stays text', async () => {
    const user = await addUser(scene.services, 'mark', PASSWORD, { fullName: MARKUP });
    const { page, problems } = await signIn('operator', 'users');
    await waitForText(page, MARKUP);
    await page.evaluate((address) => location.assign(address), `#/users/${user.id}`);
    await waitForPage(page, 'mark');
    await waitForText(page, MARKUP);
    assert.equal(await page.$('main img'), null);
    assert.deepEqual(problems, []);
  });

  it('an operator calls an operation and decodes the ticket that it answers', async () => {
    const operation = 'SoPrincipal%2FAuthenticateUsernamePassword';
    const { page, problems } = await signIn('operator', `call/${operation}`);
    await waitForText(page, 'Logs in with a user name and a password');
    await page.type('#field-UserName', 'demo');
    await page.type('#field-Password', 'demo');
    await page.keyboard.press('Enter');
    await waitForText(page, 'AuthenticationSucceeded');
    const answer = await page.$eval('.message pre', (text) => text.textContent ?? '');
    const [ticket = ''] = /7T:[\w+/=-]+/.exec(answer) ?? [];
    await checkAccessibility(page);
    await choose(page, 'Decoder');
    await waitForPage(page, 'Decoder');
    await page.keyboard.press('/');
    await page.keyboard.type(ticket);
    await choose(page, 'Decode');
    await waitForText(page, 'valid');
    await waitForText(page, 'Valid to');
    await checkAccessibility(page);
    await takePictures(page, 'decoder-one');
    assert.ok(!page.url().includes('7T'));
    assert.deepEqual(problems, []);
  });
});
