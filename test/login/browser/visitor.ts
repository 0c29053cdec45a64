/** A person at a real browser who was sent to the login by an application. */
import assert from 'node:assert/strict';
import type { Browser, Page } from 'puppeteer-core';
import { openPage } from '../../support/browser/open-browser.ts';
import { PASSWORD, TENANT } from '../../support/login-scene.ts';

export class Visitor {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** The person has cookies of their own, and trusts every certificate. */
  static async open(browser: Browser): Promise<Visitor> {
    const { page } = await openPage(browser);
    const session = await page.createCDPSession();
    await session.send('Security.setIgnoreCertificateErrors', { ignore: true });
    return new Visitor(page);
  }

  /**
   * Signs in, and consents for the company if asked to. Returns where the person ends.
   *
   * @param url where the application sends the person.
   */
  async signIn(url: URL | string): Promise<URL> {
    const { page } = this;
    await page.goto(String(url));
    if (await page.$('#company')) {
      await page.type('#company', TENANT);
      await this.#press('company');
    }
    await page.type('#username', 'anna');
    await page.type('#password', PASSWORD);
    await this.#press('sign-in');
    await page.waitForSelector('#arrived, button[value="allow"]');
    if (await page.$('button[value="allow"]')) await this.#press('allow');
    return this.#arrive();
  }

  /** Follows an address that shows no page of the login, such as that of a logout. */
  async follow(url: URL | string): Promise<URL> {
    await this.page.goto(String(url));
    return this.#arrive();
  }

  /** Fails if the login at this address knows the person. */
  async requireSignedOut(url: URL | string): Promise<void> {
    await this.page.goto(String(url));
    assert.ok(await this.page.$('#company, #username'), await this.page.content());
  }

  async #press(action: string): Promise<void> {
    const { page } = this;
    await Promise.all([page.waitForNavigation(), page.click(`button[value="${action}"]`)]);
  }

  /** Every page of an application has this element. */
  async #arrive(): Promise<URL> {
    await this.page.waitForSelector('#arrived');
    return new URL(this.page.url());
  }
}
