/** The clock of a test server elsewhere. */
import { timeMsOf } from '../clock-time.ts';
import { durationMsOf } from '../duration.ts';
import type { Duration, TestServerClock } from '../test-server.ts';
import type { ControlClient } from './control-client.ts';

export class RemoteClock implements TestServerClock {
  readonly #client: ControlClient;

  constructor(client: ControlClient) {
    this.#client = client;
  }

  async now(): Promise<Date> {
    return new Date((await this.#read()).now);
  }

  async isFrozen(): Promise<boolean> {
    return (await this.#read()).frozen;
  }

  async set(time: Date): Promise<void> {
    const now = new Date(timeMsOf(time)).toISOString();
    await this.#client.call('PUT', 'clock', { body: { now } });
  }

  async advance(by: Duration): Promise<void> {
    await this.#client.call('POST', 'clock/advance', { body: { by: durationMsOf(by) } });
  }

  async freeze(): Promise<void> {
    await this.#client.call('PUT', 'clock', { body: { frozen: true } });
  }

  async resume(): Promise<void> {
    await this.#client.call('PUT', 'clock', { body: { frozen: false } });
  }

  #read() {
    type Answer = { readonly now: string; readonly frozen: boolean };
    return this.#client.call<Answer>('GET', 'clock');
  }
}
