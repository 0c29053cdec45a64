/** Calls by the typed client. Each call uses a new connection. */
import { TicketofficeClient } from '../../src/client/client.ts';

export interface ClientUser {
  readonly userName: string;
  readonly password: string;
}

/** Logs in and returns the ticket. Empty if the login is refused. */
export async function ticketOf(url: string, user: ClientUser): Promise<string> {
  const { soPrincipal } = new TicketofficeClient({ baseUrl: url, ...user });
  const { userName: UserName, password: Password } = user;
  const login = await soPrincipal.AuthenticateUsernamePassword({ UserName, Password });
  return login.Credentials?.Ticket ?? '';
}

/** Returns an access token for a ticket. */
export async function tokenFor(url: string, ticket: string): Promise<string> {
  const client = new TicketofficeClient({ baseUrl: url, userName: '', password: '' });
  return (await client.user.GetAccessToken({}, { Credentials: { Ticket: ticket } })).Response ?? '';
}
