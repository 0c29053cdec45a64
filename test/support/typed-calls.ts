/** What a client does at a server, by the typed client: each call on a connection of its own. */
import { TicketofficeClient } from '../../src/client/client.ts';

export interface ClientUser {
  readonly userName: string;
  readonly password: string;
}

/** The ticket that a login answers; empty where it is refused. */
export async function ticketOf(url: string, user: ClientUser): Promise<string> {
  const { soPrincipal } = new TicketofficeClient({ baseUrl: url, ...user });
  const { userName: UserName, password: Password } = user;
  const login = await soPrincipal.AuthenticateUsernamePassword({ UserName, Password });
  return login.Credentials?.Ticket ?? '';
}

/** An access token for a ticket. */
export async function tokenFor(url: string, ticket: string): Promise<string> {
  const client = new TicketofficeClient({ baseUrl: url, userName: '', password: '' });
  return (await client.user.GetAccessToken({}, { Credentials: { Ticket: ticket } })).Response ?? '';
}
