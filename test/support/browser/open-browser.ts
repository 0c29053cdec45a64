/** Starts a browser and opens pages in it that remember what went wrong in them. */
import { type Browser, launch, type Page } from 'puppeteer-core';
import { findBrowser } from './find-browser.ts';

export interface WatchedPage {
  readonly page: Page;
  /** Violations of the content security policy, uncaught errors, and failed requests. */
  readonly problems: readonly string[];
}

/** The browser tells without the address what the response tells with it. */
const NOT_LOADED = 'Failed to load resource';
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
    const text = message.text();
    if (message.type() === 'error' && !text.startsWith(NOT_LOADED)) problems.push(text);
  });
  page.on('response', (response) => {
    if (!response.ok()) problems.push(`${response.status()} ${response.url()}`);
  });
  await page.evaluateOnNewDocument(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`content security policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  return { page, problems };
}
