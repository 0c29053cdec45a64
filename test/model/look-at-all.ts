/** Asks a node about all recent tickets and tokens. */
import { type Model, nameOf } from './model.ts';
import type { Tenant, Token } from './records.ts';
import { isEnabled, type Look, ticketsOf } from './scene.ts';
import { Client } from './wire.ts';

/** Limit on tickets, and on tokens. */
const LOOKED_AT_MAX = 8;

/** Does not use any ticket. If all applications are disabled, nothing is asked. */
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

/** Prefers the token's own application, which is told more than others. */
function whoMayAsk({ cast }: Model, { application }: Token) {
  return isEnabled(application) ? application : cast.applications.find(isEnabled);
}

async function lookAt(client: Client, text: string, expected: string): Promise<Look> {
  return { told: (await client.introspect(text)).told, expected };
}
