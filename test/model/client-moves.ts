/** What clients do, and the answers that they should get. */
import assert from 'node:assert/strict';
import { decodeProtectedHeader } from 'jose';
import { lifetimes, type Model, nameOf } from './model.ts';
import type { Refusal, Session, Token, Visit } from './records.ts';
import {
  clientOf,
  type Look,
  type Play,
  pick,
  type Scene,
  sessionOf,
  ticketsOf,
  tokenOf,
  userOf,
  visitOf,
} from './scene.ts';
import type { Told } from './wire.ts';

/** @param accept applies the effects if nothing is refused, and returns the expected answer. */
function look({ told }: Told, refusal: Refusal | null, accept: () => string): Look {
  return { told, expected: refusal ?? accept() };
}

/** Counts a failure of a disabled application. */
function countClient(visit: Visit, model: Model): void {
  if (model.refusalOf(visit) !== 'application disabled') return;
  visit.application.failures += 1;
}

export const logIn: Play = async (scene) => {
  const { model, draw } = scene;
  const user = userOf(model, draw);
  const visit = visitOf(model, draw, user);
  const password = draw.flag || draw.which % 2 === 0 ? user.password : 'wrong';
  const answer = await clientOf(scene, visit).logIn(user.name, password);
  return look(answer, model.refusalOf(visit), () => {
    const named = model.userAt(visit.tenant, user.name);
    if (model.proves(named, password)) return nameOf(model.start(named, null, answer.text).user);
    named.failures += 1;
    return 'not valid';
  });
};

/** The ticket that is sent, the place it is sent to, and the refusal that the model expects. */
function withTicket(scene: Scene, session = sessionOf(scene.model, scene.draw)) {
  const { model, draw } = scene;
  const visit = visitOf(model, draw, session.user);
  const refusal = model.ticketRefusalOf(visit, session);
  const ticket = session.ticket ?? '';
  return { model, draw, session, visit, refusal, ticket, client: clientOf(scene, visit) };
}

function withToken(scene: Scene) {
  const { model, draw } = scene;
  const token = tokenOf(model, draw);
  const { text, application, session } = token;
  const visit = { ...visitOf(model, draw, session.user), ...(draw.flag && { application }) };
  // An access token is accepted in place of a ticket, and means the same there.
  const isTicket = token.kind === 'access token' && draw.by % 2 === 0;
  const shown = isTicket ? { ticket: text } : { token: text };
  return { model, draw, token, visit, text, shown, client: clientOf(scene, visit) };
}

export const lookAtTicket: Play = async (scene) => {
  const { model, session, refusal, ticket, client } = withTicket(scene);
  return look(await client.whoIs({ ticket }), refusal, () => {
    model.useSession(session);
    return nameOf(session.user);
  });
};

export const introspectTicket: Play = async (scene) => {
  const { model, visit, session, refusal, ticket, client } = withTicket(scene);
  countClient(visit, model);
  return look(await client.introspect(ticket), refusal, () => nameOf(session.user));
};

export const getToken: Play = async (scene) => {
  const { model, draw, visit, session, refusal, ticket, client } = withTicket(scene);
  const withCs = draw.flag;
  const answer =
    draw.which % 2 === 0
      ? await client.getTokenBySoap(ticket, withCs)
      : await client.getTokenByRest({ ticket }, withCs);
  return look(answer, refusal, () => {
    model.useSession(session);
    return keepToken(scene, session, visit.application, answer, withCs);
  });
};

export const exchangeTicket: Play = async (scene) => {
  const { model, draw, visit, session, refusal, ticket, client } = withTicket(scene);
  countClient(visit, model);
  const answer = await client.exchange({ ticket }, draw.flag);
  return look(answer, refusal, () => {
    model.useSession(session);
    return draw.flag
      ? keepJwt(scene, session, visit.application, answer, null)
      : keepToken(scene, session, visit.application, answer, false);
  });
};

export const revokeTicket: Play = (scene) => revoke(scene, sessionOf(scene.model, scene.draw));

/** Revokes the ticket of a recent trade, which its node may have cached. */
export const revokeTraded: Play = (scene) =>
  revoke(scene, pick(scene.model.trades, scene.draw.which % 2).session);

async function revoke(scene: Scene, given: Session): Promise<Look> {
  const { model, visit, session, ticket, client } = withTicket(scene, given);
  countClient(visit, model);
  return look(await client.revoke(ticket), model.refusalOf(visit), () => {
    if (model.ticketRefusalOf(visit, session) === null) session.revoked = true;
    return 'done';
  });
}

/** Sends only the token, which identifies its application. */
export const lookAtToken: Play = async (scene) => {
  const { model, visit, token, shown, client } = withToken(scene);
  const refusal = model.bearerRefusalOf(visit.tenant, token);
  return look(await client.whoIs(shown), refusal, () => {
    model.useToken(token);
    return nameOf(token.session.user);
  });
};

/** The new token belongs to a session that ends with the first token. */
export const getAnotherToken: Play = async (scene) => {
  const { model, draw, visit, token, text, shown, client } = withToken(scene);
  const refusal = model.bearerRefusalOf(visit.tenant, token);
  const answer =
    'ticket' in shown && draw.which % 2 === 0
      ? await client.getTokenBySoap(text, draw.flag)
      : await client.getTokenByRest(shown, draw.flag);
  return look(answer, refusal, () => {
    model.useToken(token);
    const session = model.start(token.session.user, token, null);
    return keepToken(scene, session, token.application, answer, draw.flag);
  });
};

export const trade: Play = async (scene) => {
  const { visit, token } = withToken(scene);
  return tradeAs(scene, scene.draw.node, visit, token);
};

/** Repeats a trade: same client, same node. */
export const tradeAgain: Play = async (scene) => {
  const { node, application, token } = pick(scene.model.trades, scene.draw.which % 3);
  return tradeAs(scene, node, { tenant: token.session.user.tenant, application }, token);
};

async function tradeAs(scene: Scene, node: number, visit: Visit, token: Token): Promise<Look> {
  const { model, nodes, draw } = scene;
  const refusal = model.refusalOf(visit) ?? model.bearerRefusalOf(visit.tenant, token);
  const client = clientOf({ model, nodes, draw: { ...draw, node } }, visit);
  const { told, text } = await client.trade(token.text);
  const given = ticketsOf(model).find(({ ticket }) => ticket === text);
  const repeated = model.repeatedTrade(node, visit.application, token);
  const how = given === repeated ? 'again' : 'with a wrong ticket';
  return look({ told: given ? `${told}, ${how}` : told, text }, refusal, () => {
    model.useToken(token);
    if (repeated) return `${nameOf(repeated.user)}, again`;
    const session = model.start(token.session.user, token, text);
    model.rememberTrade(node, visit.application, token, session);
    return nameOf(session.user);
  });
}

export const introspectToken: Play = async (scene) => {
  const { model, visit, token, text, client } = withToken(scene);
  countClient(visit, model);
  const answer = await client.introspect(text);
  return look(answer, model.tokenRefusalOf(visit, token), () => model.describe(visit, token));
};

export const exchangeToken: Play = async (scene) => {
  const { model, visit, token, text, client } = withToken(scene);
  countClient(visit, model);
  const refusal = model.refusalOf(visit) ?? model.bearerRefusalOf(visit.tenant, token);
  const answer = await client.exchange({ token: text }, true);
  return look(answer, refusal, () =>
    keepJwt(scene, token.session, visit.application, answer, token),
  );
};

export const revokeToken: Play = async (scene) => {
  const { model, visit, token, text, client } = withToken(scene);
  countClient(visit, model);
  return look(await client.revoke(text), model.refusalOf(visit), () => {
    if (model.isOver(token) || token.session.user.tenant !== visit.tenant) return 'done';
    if (token.application !== visit.application) return 'not yours';
    token.revoked = true;
    return 'done';
  });
};

function keepToken(
  { model, nodes, draw }: Scene,
  session: Session,
  application: Token['application'],
  { text }: Told,
  withCs: boolean,
): string {
  // The comparison of the answers already shows that no token came.
  if (text === '') return 'issued';
  const { nowMs } = nodes.clock;
  model.tokens.push({
    kind: 'access token',
    session,
    application,
    origin: null,
    text,
    keyId: String(nodes.registryOf(draw.node).accessTokenCodec.keyIdOf(text)),
    endsAtMs: nowMs + lifetimes.accessTokenLifetimeMs,
    csUsedAtMs: withCs ? nowMs : null,
    revoked: false,
  });
  return 'issued';
}

/** Takes the lifetime from the answer: a node may not know yet that the ticket was prolonged. */
function keepJwt(
  { model, nodes }: Scene,
  session: Session,
  application: Token['application'],
  { text, seconds }: Told & { readonly seconds: number },
  origin: Token | null,
): string {
  if (text === '') return 'issued';
  const { nowMs } = nodes.clock;
  const endsAtMs = nowMs + seconds * 1000;
  const ends = [nowMs + lifetimes.accessTokenLifetimeMs, session.endsAtMs];
  assert.ok(seconds > 0 && endsAtMs <= Math.min(...ends, origin?.endsAtMs ?? endsAtMs));
  const keyId = decodeProtectedHeader(text).kid ?? '';
  const parts = { session, application, origin, text, keyId, endsAtMs };
  model.tokens.push({ kind: 'jwt', ...parts, csUsedAtMs: null, revoked: false });
  return 'issued';
}
