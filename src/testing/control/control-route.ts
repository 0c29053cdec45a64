/** The routes of the control API act on the test server. */
import { type ApiRoute, routesOf } from '../../json-api/api-route.ts';
import type { TestServer } from '../test-server.ts';

export type ControlRoute = ApiRoute<TestServer>;

export const controlRoute = routesOf<TestServer>();
