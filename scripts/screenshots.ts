/**
 * Makes the pictures of the console in `docs/images`, from a demo that some clients have used:
 * `npm run screenshots`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { waitForPage, waitForText } from '../test/support/browser/console-page.ts';
import { openBrowser, openPage } from '../test/support/browser/open-browser.ts';
import { type ConsoleScene, openConsoleScene } from '../test/support/console-scene.ts';
import { callService, operations } from '../test/support/service-calls.ts';
import { envelope, post } from '../test/support/soap-messages.ts';
import { compressPng } from './compress-png.ts';

const IMAGES = join(import.meta.dirname, '../docs/images');

interface Picture {
  readonly name: string;
  readonly address: string;
  readonly title: string;
  readonly text: string;
  readonly scheme: 'light' | 'dark';
  /** Pressed before the picture is taken. */
  readonly keys?: readonly string[];
}

const PICTURES: readonly Picture[] = [
  {
    name: 'console-overview',
    address: '#/overview',
    title: 'Overview',
    text: 'ticket-malformed',
    scheme: 'light',
  },
  {
    name: 'console-journal',
    address: '#/journal?reason=operation-unknown',
    title: 'Journal',
    text: 'Nearest valid form',
    scheme: 'light',
    keys: ['j'],
  },
  {
    name: 'console-journal-dark',
    address: '#/journal',
    title: 'Journal',
    text: 'Break bodies into lines',
    scheme: 'dark',
    keys: ['j', 'j', 'j', 'j', 'j', 'j'],
  },
  {
    name: 'console-sessions',
    address: '#/sessions',
    title: 'Sessions',
    text: 'astrid',
    scheme: 'light',
  },
  {
    name: 'console-role',
    address: '#/roles/17',
    title: 'Demo',
    text: 'Data rights',
    scheme: 'light',
  },
];

/** Logs in and out, well and badly, as the clients of a small company do. */
async function useDemo({ url, logIn, isServed }: ConsoleScene): Promise<void> {
  for (const name of ['demo', 'astrid', 'demo']) {
    const ticket = await logIn(name);
    for (let count = 0; count < 5; count += 1) await isServed(ticket);
    const body = '<GetAccessToken></GetAccessToken>';
    const { text } = await callService(url, { service: 'User', ticket, body });
    const [token = ''] = /8A:[^<]+/.exec(text) ?? [];
    await callService(url, { service: 'SoPrincipal', body: operations.byAccessToken(token) });
  }
  await isServed('7T:mistyped');
  for (const name of ['astrid', 'nobody']) {
    const body = operations.byPassword(name, 'guessed');
    await callService(url, { service: 'SoPrincipal', body });
  }
  await callService(url, { service: 'User', body: '<GetAccesToken></GetAccesToken>' });
  await post(url, envelope('')).catch(() => null);
  const last = await logIn('astrid');
  for (let count = 0; count < 4; count += 1) await isServed(last);
}

async function take(page: Page, consoleUrl: string, picture: Picture): Promise<void> {
  const { name, address, title, text, scheme, keys = [] } = picture;
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  // The same address again would not load the page again.
  await page.goto('about:blank');
  await page.goto(`${consoleUrl}/${address}`);
  await waitForPage(page, title);
  await page.waitForSelector('tbody tr');
  for (const key of keys) await page.keyboard.press(key as 'j');
  await waitForText(page, text);
  const png = Buffer.from(await page.screenshot());
  writeFileSync(join(IMAGES, `${name}.png`), compressPng(png));
}

const scene = await openConsoleScene(true);
const browser = await openBrowser();
try {
  mkdirSync(IMAGES, { recursive: true });
  await useDemo(scene);
  const { page } = await openPage(browser);
  for (const picture of PICTURES) await take(page, scene.consoleUrl, picture);
} finally {
  await browser.close();
  await scene.close();
}
