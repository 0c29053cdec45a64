/** A test server does the same in this process and over its control API. */
import { describe } from 'node:test';
import { connectTestServer } from '../../src/testing/connect-test-server.ts';
import { startTestServer } from '../../src/testing/start-test-server.ts';
import { type OpenServer, START, suiteOfTestServers } from './test-server-suite.ts';

const LIMIT = { timeout: 120_000 };

const start: OpenServer = async (context, options = {}) => {
  const server = await startTestServer({ ...options, clock: START });
  context.after(() => server.close());
  return server;
};

const connect: OpenServer = async (context, options) => {
  const { controlUrl } = await start(context, options);
  const server = await connectTestServer(controlUrl);
  context.after(() => server.close());
  return server;
};

describe('a test server in this process', LIMIT, () => suiteOfTestServers(start));
describe('a test server by its control API', LIMIT, () => suiteOfTestServers(connect));
