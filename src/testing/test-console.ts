/** The console of a test server. It shows the present state, also after a reset. */
import type { SettingRecord } from '../console-api/settings.ts';
import { listenForConsole, type RunningConsole } from '../console-server/listen-for-console.ts';
import { openDoor } from '../console-server/open-door.ts';
import { Activity } from '../observe/activity.ts';
import type { ObservedRequest } from '../observe/request-metrics.ts';
import type { TestSurroundings } from './test-backend.ts';
import type { TestStates } from './test-states.ts';
import { TokenDoor } from './token-door.ts';

export interface TestConsoleParts {
  readonly surroundings: TestSurroundings;
  readonly states: Pick<TestStates, 'current'>;
  /** Signs in. Null if only this machine can reach the console: it is open then. */
  readonly token: string | null;
  readonly settingRecords: readonly SettingRecord[];
}

export class TestConsole {
  readonly #activity: Activity;
  #running: RunningConsole | null = null;

  /** @param now the server's clock. */
  constructor(now: () => number) {
    this.#activity = new Activity(now);
  }

  readonly onRequest = (request: ObservedRequest): void => this.#activity.observe(request);

  readonly onRefusal = (reason: string): void => this.#activity.observeRefusal(reason);

  /**
   * @returns its URL.
   * @throws Error with the address and the reason if it cannot listen.
   */
  async start({ surroundings, states, token, settingRecords }: TestConsoleParts): Promise<string> {
    const { settings, log, journal } = surroundings;
    const backend = () => {
      const { registry, backend: present } = states.current;
      return { registry, sites: present.sites, isReady: present.isReady };
    };
    const startedAtMs = states.current.clock.now();
    const activity = this.#activity;
    const door = token === null ? openDoor : new TokenDoor(token);
    this.#running = await listenForConsole(
      { settings, tls: null, door, log },
      { backend, journal, activity, settingRecords, workers: 1, startedAtMs },
    );
    return this.#running.url;
  }

  async close(): Promise<void> {
    await this.#running?.close();
  }
}
