/** Faults in the control API. */
import * as z from 'zod';
import { DomainError } from '../../domain/errors.ts';
import type { FaultState } from '../fault-rule.ts';
import { faultSchema } from '../fault-schema.ts';
import type { InjectedFault, TestServerFaults } from '../test-server.ts';
import { type ControlRoute, controlRoute } from './control-route.ts';

const rule = faultSchema.meta({ id: 'FaultRule' });
const fault = z.object({ id: z.string(), rule, hits: z.int() }).meta({ id: 'Fault' });

const path = '/faults';

export const faultRoutes: readonly ControlRoute[] = [
  controlRoute({
    method: 'POST',
    path,
    summary: 'Injects a fault.',
    input: rule,
    answer: fault,
    creates: true,
    perform: async ({ faults }, rule) => stateOf(await faults.inject(rule)),
  }),
  controlRoute({
    method: 'GET',
    path,
    summary: 'Lists the faults, with the number of requests that each has changed.',
    answer: z.array(fault),
    perform: async ({ faults }) => Promise.all((await faults.list()).map(stateOf)),
  }),
  controlRoute({
    method: 'DELETE',
    path,
    summary: 'Removes all faults.',
    perform: async ({ faults }) => faults.clear(),
  }),
  controlRoute({
    method: 'GET',
    path: `${path}/{id}`,
    summary: 'Tells how many requests a fault has changed.',
    answer: fault,
    perform: async ({ faults }, _input, { key }) => stateOf(await findFault(faults, key)),
  }),
  controlRoute({
    method: 'DELETE',
    path: `${path}/{id}`,
    summary: 'Removes a fault.',
    perform: async ({ faults }, _input, { key }) => (await findFault(faults, key)).remove(),
  }),
];

async function stateOf(injected: InjectedFault): Promise<FaultState> {
  const { id, rule } = injected;
  return { id, rule, hits: await injected.hits() };
}

/** @throws DomainError `not-found` */
async function findFault(faults: TestServerFaults, id: string): Promise<InjectedFault> {
  const found = (await faults.list()).find((fault) => fault.id === id);
  if (found) return found;
  throw new DomainError('not-found', `There is no fault "${id}". It may have been removed.`);
}
