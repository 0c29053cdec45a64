/** All routes of the control API, except that of its description. */
import * as z from 'zod';
import { product } from '../../product.ts';
import { clockRoutes } from './clock-routes.ts';
import { type ControlRoute, controlRoute } from './control-route.ts';
import { credentialRoutes } from './credential-routes.ts';
import { faultRoutes } from './fault-routes.ts';
import { requestRoutes } from './request-routes.ts';
import { stateRoutes } from './state-routes.ts';

const health = controlRoute({
  method: 'GET',
  path: '/health',
  summary: 'Tells that the server is ready.',
  answer: z.object({ ready: z.literal(true), version: z.string() }),
  isPublic: true,
  perform: async () => ({ ready: true, version: product.version }) as const,
});

/** What a client needs to know to tell addresses. */
const facts = controlRoute({
  method: 'GET',
  path: '/server',
  summary: 'Tells whether it has tenants, and the newest version of the contract that it serves.',
  answer: z.object({ online: z.boolean(), newestVersion: z.string() }),
  perform: async ({ isOnline, newestVersion }) => ({ online: isOnline, newestVersion }),
});

export const controlRoutes: readonly ControlRoute[] = [
  health,
  facts,
  ...stateRoutes,
  ...clockRoutes,
  ...faultRoutes,
  ...requestRoutes,
  ...credentialRoutes,
];
