import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { settingsSchema } from '../settings.ts';
import { withConsole } from './console-port.ts';

async function consolePortFor(settings: object): Promise<number | null> {
  return (await withConsole(settingsSchema.parse(settings))).consolePort;
}

describe('the port of the console of a demo', () => {
  it('is the next one, or any free one while that is in use', async () => {
    const neighbour = createServer().listen({ host: '127.0.0.1', port: 0 });
    await once(neighbour, 'listening');
    const address = neighbour.address();
    assert.ok(address !== null && typeof address === 'object');
    const { port: next } = address;
    assert.equal(await consolePortFor({ port: next - 1 }), 0);
    neighbour.close();
    await once(neighbour, 'close');
    assert.equal(await consolePortFor({ port: next - 1 }), next);
  });

  it('is any free one if the server takes any, or the last', async () => {
    assert.equal(await consolePortFor({ port: 0 }), 0);
    assert.equal(await consolePortFor({ port: 65_535 }), 0);
  });

  it('is the given one', async () => {
    assert.equal(await consolePortFor({ port: 8088, consolePort: 9000 }), 9000);
  });
});
