/** Stands for the parts that other branches bring. */
import type { TestServerRequests } from './test-server.ts';

const refuse = (): Promise<never> => Promise.reject(new Error('This part is not wired yet.'));

export const unwiredRequests: TestServerRequests = {
  list: refuse,
  count: refuse,
  waitFor: refuse,
  clear: refuse,
};
