import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { backendOf } from '../../test/support/http-server-options.ts';
import { ProxyList } from './addresses.ts';
import { BackendSlot } from './backend.ts';
import { RequestPipeline, type RequestPipelineOptions } from './request-pipeline.ts';
import { routeOf } from './routes.ts';

const request = {
  method: 'POST',
  url: '/Remote/Services88/User.svc?a=b',
  headers: {},
  headersDistinct: {},
  httpVersion: '1.1',
  socket: new Socket(),
};
const answered = async () => ({ status: 200, operation: 'User.Test', outcome: 'succeeded' });

function failing(problem: Error): () => never {
  return () => {
    throw problem;
  };
}

function pipelineWith(given: Partial<RequestPipelineOptions>) {
  const errors: unknown[] = [];
  const pipeline = new RequestPipeline({
    backends: new BackendSlot(backendOf()),
    trustedProxies: new ProxyList([]),
    assertion: { header: null, certificateField: null, pattern: /.*/u },
    isWithinRate: () => true,
    onRequest: () => {},
    onUnexpectedError: (error) => errors.push(error),
    trace: null,
    ...given,
  });
  const serve = (perform = answered) =>
    pipeline.serve(request, routeOf(request.url), null, perform);
  return { serve, errors };
}

describe('RequestPipeline', () => {
  it('reports a request without its query', async () => {
    const paths: string[] = [];
    const { serve } = pipelineWith({ onRequest: ({ path }) => paths.push(path) });
    assert.equal(await serve(), true);
    assert.deepEqual(paths, ['/Remote/Services88/User.svc']);
  });

  it('reports an error before a request is served, and does not serve it', async () => {
    const problem = new Error('no trace');
    const { serve, errors } = pipelineWith({ trace: failing(problem) });
    assert.equal(await serve(), false);
    assert.deepEqual(errors, [problem]);
  });

  it('reports an error while a request is served, and ends its trace', async () => {
    const problem = new Error('no answer');
    const ends: unknown[] = [];
    const { serve, errors } = pipelineWith({ trace: () => (record) => ends.push(record) });
    const served = await serve(() => Promise.reject(problem));
    assert.deepEqual([served, errors, ends], [false, [problem], [null]]);
  });

  it('counts a request as answered if an error follows the answer', async () => {
    const problem = new Error('no metrics');
    const { serve, errors } = pipelineWith({ onRequest: failing(problem) });
    assert.equal(await serve(), true);
    assert.deepEqual(errors, [problem]);
  });
});
