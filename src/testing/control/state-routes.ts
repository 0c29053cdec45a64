/** Seeds, reset and named states in the control API. */
import * as z from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { seedOfText } from '../seed-of-text.ts';
import { type ControlRoute, controlRoute } from './control-route.ts';

const state = z.object({ name: z.string() });

export const stateRoutes: readonly ControlRoute[] = [
  controlRoute({
    method: 'POST',
    path: '/reset',
    summary: 'Returns to the state after the start: records, clock, faults, requests and states.',
    perform: async (server) => server.reset(),
  }),
  controlRoute({
    method: 'PUT',
    path: '/seed',
    summary: 'Applies a seed on top of what there is.',
    input: z.string().describe('A seed file, as YAML or JSON; or the word demo.'),
    takesYaml: true,
    perform: async (server, text) => server.applySeed(seedOfText(text, 'body')),
  }),
  controlRoute({
    method: 'GET',
    path: '/states',
    summary: 'Lists the kept states.',
    answer: z.array(state),
    perform: async (server) => (await server.listStates()).map((name) => ({ name })),
  }),
  controlRoute({
    method: 'GET',
    path: '/states/{name}',
    summary: 'Tells whether there is a state of that name.',
    answer: state,
    perform: async (server, _input, { key: name }) => {
      if ((await server.listStates()).includes(name)) return { name };
      throw new DomainError('not-found', `There is no state ${JSON.stringify(name)}.`);
    },
  }),
  controlRoute({
    method: 'PUT',
    path: '/states/{name}',
    summary: 'Keeps the present records and time under a name.',
    perform: async (server, _input, { key: name }) => server.saveState(name),
  }),
  controlRoute({
    method: 'POST',
    path: '/states/{name}',
    summary: 'Returns to the records and the time of a kept state.',
    perform: async (server, _input, { key: name }) => server.restoreState(name),
  }),
  controlRoute({
    method: 'DELETE',
    path: '/states/{name}',
    summary: 'Forgets a kept state.',
    perform: async (server, _input, { key: name }) => server.removeState(name),
  }),
];
