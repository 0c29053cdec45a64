/** Puts the control API beside the protocols of a test server. Its first request loads it. */
import type { MountedApp } from '../../http/mounted-app.ts';
import type { TestServer } from '../test-server.ts';
import type { ControlApp } from './control-app.ts';

export const CONTROL_PREFIX = '/__ticketoffice';

export interface ControlMountOptions {
  /** Called when a request has come, so after the start. */
  readonly server: () => TestServer;
  readonly onUnexpectedError: (error: unknown) => void;
}

export class ControlMount implements MountedApp {
  readonly prefix = CONTROL_PREFIX;
  readonly #options: ControlMountOptions;
  #loaded: Promise<ControlApp> | null = null;

  constructor(options: ControlMountOptions) {
    this.#options = options;
  }

  async handle(...given: Parameters<MountedApp['handle']>): Promise<void> {
    this.#loaded ??= this.#load();
    await (await this.#loaded).handle(...given);
  }

  async close(): Promise<void> {
    await (await this.#loaded)?.close();
  }

  async #load(): Promise<ControlApp> {
    const { server, onUnexpectedError } = this.#options;
    const { ControlApp } = await import('./control-app.ts');
    return ControlApp.create({ server: server(), onUnexpectedError });
  }
}
