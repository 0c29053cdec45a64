/** All routes of the console's API, except that of its description. */
import type { ConsoleRoute } from './console-call.ts';
import { journalRoutes } from './routes/journal-routes.ts';
import { overviewRoutes } from './routes/overview-routes.ts';
import { sessionRoutes } from './routes/session-routes.ts';

export const consoleRoutes: readonly ConsoleRoute[] = [
  ...sessionRoutes,
  ...overviewRoutes,
  ...journalRoutes,
];
