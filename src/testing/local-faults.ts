/** The faults of a test server in this process, as a test sees them. */
import type { Faults } from './faults.ts';
import type { InjectedRule } from './injected-rule.ts';
import type { InjectedFault, TestServerFaults } from './test-server.ts';

export function localFaults(faults: Faults): TestServerFaults {
  const asFault = (injected: InjectedRule): InjectedFault => ({
    id: injected.id,
    rule: injected.rule,
    hits: async () => injected.hits,
    remove: async () => {
      faults.remove(injected);
    },
  });
  return {
    inject: async (rule) => asFault(faults.inject(rule)),
    list: async () => faults.list().map(asFault),
    clear: async () => faults.clear(),
  };
}
