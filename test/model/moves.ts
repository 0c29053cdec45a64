/** All moves: how often each is chosen, and when it is possible. */
import * as client from './client-moves.ts';
import type { Model } from './model.ts';
import * as other from './other-moves.ts';
import { type Draw, type Play, ticketsOf, userOf } from './scene.ts';

interface Move {
  readonly weight: number;
  /** Whether the move may end something. All tickets and tokens are checked before and after. */
  readonly ends?: true;
  readonly play: Play;
  readonly needs?: (model: Model, draw: Draw) => boolean;
}

/** After more failures than this, attempts are delayed, and concurrent attempts are refused. */
const FAILURES_MAX = 2;

const hasTicket = (model: Model) => ticketsOf(model).length > 0;
const hasTrade = ({ trades }: Model) => trades.length > 0;
const hasToken = ({ tokens }: Model) => tokens.length > 0;

function mayLogIn(model: Model, draw: Draw): boolean {
  const { name } = userOf(model, draw);
  const named = model.cast.users.filter((user) => user.name === name);
  return named.every(({ failures }) => failures < FAILURES_MAX);
}

const mayAsk = (model: Model) =>
  model.cast.applications.every(({ failures }) => failures < FAILURES_MAX);
const hasTicketAndMayAsk = (model: Model) => hasTicket(model) && mayAsk(model);
const hasTradeAndMayAsk = (model: Model) => hasTrade(model) && mayAsk(model);
const hasTokenAndMayAsk = (model: Model) => hasToken(model) && mayAsk(model);

export const moves = {
  'log in': { weight: 12, needs: mayLogIn, play: client.logIn },
  'ticket: who is it': { weight: 7, needs: hasTicket, play: client.lookAtTicket },
  'ticket: introspect': { weight: 4, needs: hasTicketAndMayAsk, play: client.introspectTicket },
  'ticket: get a token': { weight: 12, needs: hasTicket, play: client.getToken },
  'ticket: exchange': { weight: 7, needs: hasTicketAndMayAsk, play: client.exchangeTicket },
  'ticket: revoke': { weight: 2, ends: true, needs: hasTicketAndMayAsk, play: client.revokeTicket },
  'ticket: revoke what was traded': {
    weight: 4,
    ends: true,
    needs: hasTradeAndMayAsk,
    play: client.revokeTraded,
  },
  'token: who is it': { weight: 8, needs: hasToken, play: client.lookAtToken },
  'token: introspect': { weight: 10, needs: hasTokenAndMayAsk, play: client.introspectToken },
  'token: get another': { weight: 5, needs: hasToken, play: client.getAnotherToken },
  'token: exchange': { weight: 6, needs: hasTokenAndMayAsk, play: client.exchangeToken },
  'token: trade': { weight: 6, needs: hasToken, play: client.trade },
  'token: trade again': { weight: 8, needs: hasTrade, play: client.tradeAgain },
  'token: revoke': { weight: 5, ends: true, needs: hasTokenAndMayAsk, play: client.revokeToken },
  'disable a user': { weight: 1, ends: true, play: other.disableUser },
  'set a password': { weight: 1, ends: true, play: other.setPassword },
  'disable an application': { weight: 1, ends: true, play: other.disableApplication },
  'suspend a tenant': { weight: 1, ends: true, play: other.suspendTenant },
  'restore all': { weight: 4, needs: other.isAnythingOff, play: other.restore },
  'rotate a key': { weight: 1, play: other.rotateKey },
  'retire a key': { weight: 1, ends: true, play: other.retireKey },
  'let time pass': { weight: 6, ends: true, play: other.letTimePass },
  'keep house': { weight: 1, ends: true, play: other.keepHouse },
  'restart a node': { weight: 1, play: other.restart },
} as const satisfies Readonly<Record<string, Move>>;
