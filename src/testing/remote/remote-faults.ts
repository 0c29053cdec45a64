/** The faults of a test server elsewhere. */
import type { FaultRule, FaultState } from '../fault-rule.ts';
import type { InjectedFault, TestServerFaults } from '../test-server.ts';
import { type ControlClient, TestServerError } from './control-client.ts';

export class RemoteFaults implements TestServerFaults {
  readonly #client: ControlClient;

  constructor(client: ControlClient) {
    this.#client = client;
  }

  async inject(rule: FaultRule): Promise<InjectedFault> {
    return this.#injected(await this.#client.call<FaultState>('POST', 'faults', { body: rule }));
  }

  async list(): Promise<readonly InjectedFault[]> {
    const states = await this.#client.call<readonly FaultState[]>('GET', 'faults');
    return states.map((state) => this.#injected(state));
  }

  clear(): Promise<void> {
    return this.#client.call('DELETE', 'faults');
  }

  #injected({ id, rule }: FaultState): InjectedFault {
    const path = `faults/${encodeURIComponent(id)}`;
    return {
      id,
      rule,
      hits: async () => (await this.#client.call<FaultState>('GET', path)).hits,
      remove: () =>
        this.#client.call<void>('DELETE', path).catch((error) => {
          const isGone = error instanceof TestServerError && error.code === 'not-found';
          if (!isGone) throw error;
        }),
    };
  }
}
