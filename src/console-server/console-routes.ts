/** All routes of the console's API, except that of its description. */
import type { ConsoleRoute } from './console-call.ts';
import { applicationRoutes } from './routes/application-routes.ts';
import { auditRoutes } from './routes/audit-routes.ts';
import { decodeRoutes } from './routes/decode-routes.ts';
import { journalRoutes } from './routes/journal-routes.ts';
import { listRoutes } from './routes/list-routes.ts';
import { operationRoutes } from './routes/operation-routes.ts';
import { overviewRoutes } from './routes/overview-routes.ts';
import { sessionRoutes } from './routes/session-routes.ts';
import { sessionTreeRoutes } from './routes/session-tree-routes.ts';
import { userRoutes } from './routes/user-routes.ts';

export const consoleRoutes: readonly ConsoleRoute[] = [
  ...sessionRoutes,
  ...overviewRoutes,
  ...journalRoutes,
  ...sessionTreeRoutes,
  ...userRoutes,
  ...listRoutes,
  ...applicationRoutes,
  ...auditRoutes,
  ...decodeRoutes,
  ...operationRoutes,
];
