/** The clock in the control API. */
import * as z from 'zod';
import { systemClock } from '../../domain/clock.ts';
import { duration, instant } from '../../json-api/api-fields.ts';
import { moment, record, truth } from '../../seed/seed-fields.ts';
import type { TestServer } from '../test-server.ts';
import { type ControlRoute, controlRoute } from './control-route.ts';

const path = '/clock';

const answer = z.object({
  now: instant.describe("The server's time."),
  frozen: z.boolean().describe('Whether it stands still.'),
});

const change = record({
  now: moment()
    .transform((ms) => new Date(ms))
    .exactOptional()
    .describe('The time to set.'),
  offset: duration.exactOptional().describe("How far to set it ahead of the machine's time."),
  frozen: truth().exactOptional().describe('Whether it stands still.'),
}).superRefine(({ now, offset, frozen }, context) => {
  const given = [now ?? offset, frozen].filter((value) => value !== undefined);
  if (given.length === 0) context.addIssue('missing; expected now, offset or frozen');
  if (now !== undefined && offset !== undefined) {
    context.addIssue('found now and offset, expected one of them');
  }
});

export const clockRoutes: readonly ControlRoute[] = [
  controlRoute({
    method: 'GET',
    path,
    summary: "Tells the server's time.",
    answer,
    perform: tellTime,
  }),
  controlRoute({
    method: 'PUT',
    path,
    summary: 'Sets the clock, freezes it, or lets it run.',
    input: change,
    answer,
    perform: async (server, { now, offset, frozen }) => {
      const { clock } = server;
      if (frozen === true) await clock.freeze();
      if (now) await clock.set(now);
      if (offset !== undefined) {
        await clock.set(new Date(systemClock.now()));
        await clock.advance(offset);
      }
      if (frozen === false) await clock.resume();
      return tellTime(server);
    },
  }),
  controlRoute({
    method: 'POST',
    path: `${path}/advance`,
    summary: 'Moves the clock forward. Answers when everything that became due has run.',
    input: record({ by: duration }),
    answer,
    perform: async (server, { by }) => {
      await server.clock.advance(by);
      return tellTime(server);
    },
  }),
];

async function tellTime({ clock }: TestServer): Promise<z.input<typeof answer>> {
  return { now: (await clock.now()).toISOString(), frozen: await clock.isFrozen() };
}
