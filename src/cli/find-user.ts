/** The user that a command is about. */
import { type Associate, nameProblem } from '../domain/associate.ts';
import type { Office } from '../office.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

/** @throws CliError `notFound` when nobody has this name. */
export async function findUser({ stores }: Office, name: string): Promise<Associate> {
  const associate = await stores.associates.findByName(name);
  if (associate) return associate;
  // What is no user name is not repeated: it may be a ticket in the wrong place.
  const whom = nameProblem(name) === null ? `user named ${name}` : 'such user';
  throw new CliError(
    exitCodes.notFound,
    `There is no ${whom}. See which there are with "ticketoffice user list".`,
  );
}

/** How many tickets the user could log in with now. */
export async function countLiveTickets(
  { stores, clock }: Office,
  associate: Associate,
): Promise<number> {
  const { tickets } = stores;
  const live = await tickets.listLive(clock.now(), Number.MAX_SAFE_INTEGER, associate.id);
  return live.length;
}
