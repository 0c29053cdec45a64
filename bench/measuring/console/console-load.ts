/** Measures the console under load, with a real browser that shows the live journal. */
import type { Browser, Page } from 'puppeteer-core';
import { withRegistry } from '../../../src/cli/data-option.ts';
import { asOperator } from '../../../src/cli/operator-name.ts';
import { openBrowser, openPage } from '../../../test/support/browser/open-browser.ts';
import { addTickets, type BenchInstallation, listTicketTexts } from '../bench-installation.ts';
import { startServer } from '../contenders.ts';
import { load } from '../load.ts';
import { number, type Row, table } from '../markdown.ts';
import type { MeasuredServer } from '../measured-server.ts';
import { getAccessToken } from '../messages.ts';
import { Scene } from '../scene.ts';
import type { Spread } from '../spread.ts';
import type { Target } from '../targets.ts';
import { pressKeys, watchKeyPresses } from './key-presses.ts';

export interface ConsoleLoadOptions {
  readonly sessions: number;
  readonly requestsPerSecond: number;
  readonly steps: number;
  readonly stepSeconds: number;
}

export interface ConsoleLoadStep {
  readonly residentMb: number | null;
  readonly requestsPerSecond: number;
  /** From a key press to the next frame, in milliseconds. */
  readonly keyPress: Spread | null;
}

export interface ConsoleLoad {
  readonly journal: readonly ConsoleLoadStep[];
  /** On the page of sessions, under the same load. */
  readonly sessions: ConsoleLoadStep;
  /** What went wrong in the page. */
  readonly problems: readonly string[];
}

const CONNECTIONS = 32;
const KEY_PRESS_MS_MAX = 100;
/** Memory counts as flat if it grew by no more than this since the first step. */
const FLAT_RATIO_MAX = 1.05;
/** Whose tickets the installation has. */
const USER = 'bench';
const LINK = { name: 'bench', role: 'viewer' } as const;

export function measureConsoleLoad(options: ConsoleLoadOptions): Promise<ConsoleLoad> {
  return Scene.run(async (scene) => {
    const installation = await scene.install();
    addTickets(installation, options.sessions);
    const serveOptions = ['--console-port', '0'];
    const server = await startServer(scene, { name: 'ours', installation, serveOptions });
    const browser = await openBrowser();
    try {
      return await watch(server, installation, browser, options);
    } finally {
      await browser.close();
    }
  });
}

async function watch(
  server: MeasuredServer,
  installation: BenchInstallation,
  browser: Browser,
  options: ConsoleLoadOptions,
): Promise<ConsoleLoad> {
  const tickets = listTicketTexts(installation, options.sessions);
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.consoleUrl}/#${await makeLink(installation)}`);
  await page.waitForFunction(() => document.querySelector('h1') !== null);
  await watchKeyPresses(page);
  const step = async (): Promise<ConsoleLoadStep> => {
    const [loaded, keyPress] = await Promise.all([
      putLoad(server, tickets, options),
      pressKeys(page, ['j', 'j', 'k'], options.stepSeconds),
    ]);
    return {
      residentMb: server.account()?.residentMb ?? null,
      requestsPerSecond: loaded.requests / loaded.seconds,
      keyPress,
    };
  };
  await show(page, 'journal', 'live');
  const journal: ConsoleLoadStep[] = [];
  for (let count = 0; count < options.steps; count += 1) {
    const before = await shownIn(page);
    journal.push(await step());
    if ((await shownIn(page)) === before) throw new Error('The live journal stands still.');
  }
  await show(page, 'sessions', USER);
  return { journal, sessions: await step(), problems };
}

function putLoad(
  { url }: MeasuredServer,
  tickets: readonly string[],
  { requestsPerSecond, stepSeconds: seconds }: ConsoleLoadOptions,
) {
  const message = getAccessToken('{ticket}');
  const plan = { url, message, tickets, seconds, connections: CONNECTIONS, requestsPerSecond };
  return load(plan, 'autocannon', null);
}

async function makeLink({ directory: data }: BenchInstallation): Promise<string> {
  const actor = asOperator('administer-installation');
  return withRegistry({ data }, async ({ console }) => {
    return (await console.consoleLogins.makeLink(actor, LINK)).secret;
  });
}

/** Shows another page, and waits for a text in it. */
async function show(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate((hash) => location.assign(hash), `#/${name}`);
  const isShown = (wanted: string) =>
    !document.querySelector('.loading') && document.body.innerText.includes(wanted);
  await page.waitForFunction(isShown, {}, text);
}

/** The number of the first request in sight. Empty if there is none. */
function shownIn(page: Page): Promise<string> {
  return page.evaluate(
    () => document.querySelector('tbody [data-key]')?.getAttribute('data-key') ?? '',
  );
}

export function consoleLoadTable({ journal, sessions }: ConsoleLoad, stepSeconds: number): string {
  const rowOf = (name: string, step: ConsoleLoadStep): Row => [
    name,
    number(step.residentMb ?? Number.NaN, 0),
    number(step.requestsPerSecond, 0),
    number(step.keyPress?.median ?? Number.NaN, 1),
    number(step.keyPress?.max ?? Number.NaN, 1),
  ];
  const rows = journal.map((step, index) => rowOf(`journal, ${(index + 1) * stepSeconds} s`, step));
  const head = ['page', 'MB', 'req/s', 'key press ms', 'slowest ms'];
  return table(head, [...rows, rowOf('sessions', sessions)]);
}

export function consoleLoadTargets({ journal, sessions }: ConsoleLoad): readonly Target[] {
  const [first, last] = [journal[0]?.residentMb ?? null, journal.at(-1)?.residentMb ?? null];
  const slowest = [...journal, sessions].map(({ keyPress }) => keyPress?.max ?? 0);
  return [
    {
      name: 'slowest key press, to the next frame',
      wanted: 'at most',
      limit: KEY_PRESS_MS_MAX,
      unit: ' ms',
      digits: 0,
      measured: Math.max(...slowest),
    },
    {
      name: 'memory at the end, of that after the first step',
      wanted: 'at most',
      limit: FLAT_RATIO_MAX,
      unit: ' ×',
      measured: first && last && last / first,
    },
  ];
}
