/** Asks a node about all that was got lately. */
import { type Model, nameOf } from './model.ts';
import type { Tenant, Token } from './records.ts';
import { isEnabled, type Look, ticketsOf } from './scene.ts';
import { Client } from './wire.ts';

/** Of tickets, and of tokens. */
const LOOKED_AT_MAX = 8;

/** Uses nothing. Nobody looks where all applications are disabled. */
export function lookAtAll(
  model: Model,
  baseOf: (tenant: Tenant) => string,
): Promise<readonly Look[]> {
  const looks: Promise<Look>[] = [];
  for (const session of ticketsOf(model).slice(-LOOKED_AT_MAX)) {
    const [application] = model.cast.applications.filter(isEnabled);
    if (!application) break;
    const visit = { tenant: session.user.tenant, application };
    const expected = model.ticketRefusalOf(visit, session) ?? nameOf(session.user);
    const client = new Client(baseOf(visit.tenant), application);
    looks.push(lookAt(client, session.ticket ?? '', expected));
  }
  for (const token of model.tokens.slice(-LOOKED_AT_MAX)) {
    const application = whoMayAsk(model, token);
    if (!application) break;
    const visit = { tenant: token.session.user.tenant, application };
    const expected = model.tokenRefusalOf(visit, token) ?? model.describe(visit, token);
    looks.push(lookAt(new Client(baseOf(visit.tenant), application), token.text, expected));
  }
  return Promise.all(looks);
}

/** That of the token, which is told more than others, if it may. */
function whoMayAsk({ cast }: Model, { application }: Token) {
  return isEnabled(application) ? application : cast.applications.find(isEnabled);
}

async function lookAt(client: Client, text: string, expected: string): Promise<Look> {
  return { told: (await client.introspect(text)).told, expected };
}
