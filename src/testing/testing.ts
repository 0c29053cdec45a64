/** What the package exports as `ticketoffice/testing`. */
export type { JournalEntry, JournalFilter, WaitOptions } from '../journal/journal-entry.ts';
export { type ConnectOptions, connectTestServer } from './connect-test-server.ts';
export type { FaultEffect, FaultMatch, FaultRule } from './fault-rule.ts';
export { startTestServer, type TestServerOptions } from './start-test-server.ts';
export type * from './test-server.ts';
