/** What tests do in the pages of the console: look, press keys, check. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';

declare global {
  /** In the page. */
  var axe: typeof import('axe-core');
}

/** Git ignores it. The pictures show what a run has seen. */
const PICTURES = join(import.meta.dirname, '../../../test-output/console');
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const STEPS_MAX = 200;
const WAIT_MS = 5_000;

/** Waits until the page shows a text. */
export async function waitForText(page: Page, text: string): Promise<void> {
  const isShown = (wanted: string) => document.body.innerText.includes(wanted);
  try {
    await page.waitForFunction(isShown, { timeout: WAIT_MS }, text);
  } catch {
    const shown = await page.evaluate(() => document.body.innerText);
    assert.fail(`The page does not show "${text}", but:\n${shown}`);
  }
}

/** Waits until a page has this heading, and its content is there. */
export async function waitForPage(page: Page, title: string): Promise<void> {
  const isShown = (wanted: string) =>
    document.querySelector('h1')?.textContent === wanted && !document.querySelector('.loading');
  await page.waitForFunction(isShown, { timeout: WAIT_MS }, title);
}

/** What has the focus: its label, or else its text. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document;
    const label = activeElement?.getAttribute('aria-label');
    const field = activeElement?.closest('label')?.querySelector('span')?.textContent;
    return label ?? field ?? activeElement?.textContent?.trim() ?? '';
  });
}

/** Presses Tab until something with this label or text has the focus. */
export async function tabTo(page: Page, label: string): Promise<void> {
  for (let step = 0; step < STEPS_MAX; step += 1) {
    if ((await focused(page)) === label) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`The key Tab does not lead to "${label}".`);
}

/** Presses Tab until it has the focus, and then Enter. */
export async function choose(page: Page, label: string): Promise<void> {
  await tabTo(page, label);
  await page.keyboard.press('Enter');
}

/** Fails if axe finds anything. */
export async function checkAccessibility(page: Page): Promise<void> {
  const source = await import('node:fs/promises').then(({ readFile }) => readFile(AXE, 'utf8'));
  // The policy of the page stops scripts in elements, but not those of the debugger.
  await page.evaluate(source);
  const violations = await page.evaluate(async () => {
    const results = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return results.violations.map(({ id, nodes }) => {
      const places = nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`);
      return `${id}: ${places.join('\n')}`;
    });
  });
  assert.deepEqual(violations, []);
}

/** Takes a picture in the light and in the dark. */
export async function takePictures(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  for (const value of ['dark', 'light']) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
    await page.screenshot({ path: `${join(PICTURES, `${name}-${value}`)}.png` });
  }
}

/** How many letters differ is the point of the check: colours of the page, in one scheme. */
export function backgroundOf(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
}
