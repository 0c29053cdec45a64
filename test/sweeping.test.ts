/** Checks that a running server sweeps. The tests of the stores check what is removed. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { demoUser } from '../src/cli/demo-data.ts';
import { startServer } from '../src/server.ts';
import { settingsSchema } from '../src/settings.ts';
import { startDemoServer } from './support/demo-server.ts';

it('a server removes expired tickets when it starts', async () => {
  let now = Date.parse('2026-11-22T12:00:00Z');
  const demo = await startDemoServer({ clock: { now: () => now } });
  const { stores, sessions } = demo.services;
  const associate = await stores.associates.findByName(demoUser.name);
  assert.ok(associate);
  const user = { address: '192.0.2.1', userAgent: null };
  const { ticket } = await sessions.start(associate, user, 1000);
  now += 1000;
  assert.ok(await stores.tickets.find(ticket.id), 'the server that runs did not sweep again yet');
  const settings = settingsSchema.parse({ port: 0 });
  const another = await startServer(demo.registry, settings, null, pino({ level: 'silent' }));
  while (await stores.tickets.find(ticket.id)) await nextTurn();
  await another.close();
  await demo.close();
});
