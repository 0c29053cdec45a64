/** The application of the console: its pages and its API. The first request loads it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyBudget } from '../web/body-budget.ts';
import { WebApp } from '../web/web-app.ts';
import { plainRequestContext } from '../web/web-request-context.ts';
import { type ConsolePluginOptions, consolePlugin } from './console-plugin.ts';
import { JournalStreams } from './journal-streams.ts';
import { readStaticFiles } from './static-files.ts';

export type ConsoleAppOptions = Omit<ConsolePluginOptions, 'files' | 'streams'>;

const BODY_BYTES_MAX = 64 * 1024;
const BODY_BYTES_TOTAL_MAX = 16 * BODY_BYTES_MAX;

export class ConsoleApp {
  readonly #webApp: WebApp;
  readonly #streams: JournalStreams;

  private constructor(webApp: WebApp, streams: JournalStreams) {
    this.#webApp = webApp;
    this.#streams = streams;
  }

  static async create(options: ConsoleAppOptions): Promise<ConsoleApp> {
    const streams = new JournalStreams(options.parts.journal);
    const files = await readStaticFiles();
    const webApp = await WebApp.create({
      corsOrigins: [],
      bodyLimits: { bytesMax: BODY_BYTES_MAX, budget: new BodyBudget(BODY_BYTES_TOTAL_MAX) },
      plugins: [consolePlugin({ ...options, streams, files })],
    });
    return new ConsoleApp(webApp, streams);
  }

  /** Resolves when the answer was sent or the client disconnected. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? '/';
    const context = plainRequestContext();
    return this.#webApp.handle(request, { context, target, response, isLast, changeAnswer: null });
  }

  /** Ends the live streams. */
  async close(): Promise<void> {
    this.#streams.close();
    await this.#webApp.close();
  }
}

const isLast = () => false;
