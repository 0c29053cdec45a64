/** The control API as an application of its own, beside those of the server that it controls. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyBudget } from '../../web/body-budget.ts';
import { WebApp } from '../../web/web-app.ts';
import { plainRequestContext } from '../../web/web-request-context.ts';
import { type ControlOptions, controlPlugin } from './control-plugin.ts';

/** As large as a seed file. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;
const BODY_BYTES_TOTAL_MAX = 4 * BODY_BYTES_MAX;

export class ControlApp {
  readonly #webApp: WebApp;

  private constructor(webApp: WebApp) {
    this.#webApp = webApp;
  }

  static async create(options: ControlOptions): Promise<ControlApp> {
    const budget = new BodyBudget(BODY_BYTES_TOTAL_MAX);
    const webApp = await WebApp.create({
      corsOrigins: [],
      bodyLimits: { bytesMax: BODY_BYTES_MAX, budget },
      plugins: [controlPlugin(options)],
    });
    return new ControlApp(webApp);
  }

  /**
   * Resolves when the answer was sent or the client disconnected.
   *
   * @param target the path and query below `/__ticketoffice`.
   * @param isLast whether the connection accepts no further request.
   */
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    target: string,
    isLast: () => boolean,
  ): Promise<void> {
    const context = plainRequestContext();
    return this.#webApp.handle(request, {
      ...{ context, target, response, isLast },
      changeAnswer: null,
    });
  }

  close(): Promise<void> {
    return this.#webApp.close();
  }
}
