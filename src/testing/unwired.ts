/** Stands for the parts that other branches bring. */
import type { TestServerFaults, TestServerRequests } from './test-server.ts';

const refuse = (): Promise<never> => Promise.reject(new Error('This part is not wired yet.'));

export const unwiredFaults: TestServerFaults = { inject: refuse, list: refuse, clear: refuse };
export const unwiredRequests: TestServerRequests = {
  list: refuse,
  count: refuse,
  waitFor: refuse,
  clear: refuse,
};
