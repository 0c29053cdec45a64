/** Starts a browser and opens pages in it that remember what went wrong in them. */
import assert from 'node:assert/strict';
import { type Browser, launch, type Page } from 'puppeteer-core';
import { findBrowser } from './find-browser.ts';

export interface WatchedPage {
  readonly page: Page;
  /** Violations of the content security policy, uncaught errors, and failed requests. */
  readonly problems: readonly string[];
}

const WIDTH = 1280;
const HEIGHT = 800;

export async function openBrowser(): Promise<Browser> {
  const { executablePath, environment } = await findBrowser();
  // The sandbox does not work for root.
  const isRoot = process.getuid?.() === 0;
  return launch({
    executablePath,
    headless: 'shell',
    args: ['--font-render-hinting=none', ...(isRoot ? ['--no-sandbox'] : [])],
    env: { ...process.env, ...environment },
    defaultViewport: { width: WIDTH, height: HEIGHT },
  });
}

/** Opens a page with cookies of its own. */
export async function openPage(browser: Browser): Promise<WatchedPage> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.evaluateOnNewDocument(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`content security policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  return { page, problems };
}

/** Waits until the page shows a text. */
export async function waitForText(page: Page, text: string, timeout = 5_000): Promise<void> {
  try {
    await page.waitForFunction((wanted) => document.body.innerText.includes(wanted), { timeout }, text);
  } catch {
    const shown = await page.evaluate(() => document.body.innerText);
    assert.fail(`The page does not show "${text}", but:\n${shown}`);
  }
}
