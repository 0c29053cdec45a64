/** Measures in a real browser how soon a page draws after a key press. */
import type { Page } from 'puppeteer-core';
import { type Spread, spreadOf } from '../spread.ts';

declare global {
  /** In the page: how long each key press took until the next frame. */
  var keyPressesMs: number[];
}

const EVERY_MS = 400;

/** Begins to note, for each key press in the page, when the next frame was drawn. */
export async function watchKeyPresses(page: Page): Promise<void> {
  await page.evaluate(() => {
    const taken: number[] = [];
    Object.assign(globalThis, { keyPressesMs: taken });
    const onDrawn = (pressedAt: number) => taken.push(performance.now() - pressedAt);
    const onKey = ({ timeStamp }: Event) =>
      // A task that is queued while a frame is prepared runs after it.
      requestAnimationFrame(() => setTimeout(onDrawn, 0, timeStamp));
    // First, so that the work of the page counts.
    addEventListener('keydown', onKey, { capture: true });
  });
}

/** Presses a key again and again until the time is over. Returns milliseconds to the next frame. */
export async function pressKeys(
  page: Page,
  keys: readonly ('j' | 'k')[],
  seconds: number,
): Promise<Spread | null> {
  const until = performance.now() + seconds * 1000;
  for (let count = 0; performance.now() < until; count += 1) {
    await page.keyboard.press(keys[count % keys.length] ?? 'j');
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  const taken = await page.evaluate(() => globalThis.keyPressesMs.splice(0));
  return spreadOf(taken);
}
