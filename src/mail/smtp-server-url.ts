/** The settings of mail: the URL of the mail server, and the sender. */

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** `implicit`: from the start. `starttls`: required before anything is sent. `none`: never. */
  readonly tls: 'implicit' | 'starttls' | 'none';
  /** Null for a server that needs no login. */
  readonly credentials: { readonly user: string; readonly pass: string } | null;
}

const PORTS = { 'smtps:': 465, 'smtp:': 587 } as const;

export const smtpUrlHelp =
  'expected smtps://USER:PASSWORD@HOST:PORT, or smtp:// for STARTTLS; smtp://HOST?tls=none ' +
  'for a server without TLS, which takes no USER and PASSWORD';

/** Returns null for a text that is no such URL. Its parts are not repeated in messages. */
export function parseSmtpUrl(text: string): SmtpServer | null {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')) return null;
  const { hostname, protocol, search, username, password } = url;
  if (hostname === '' || !/^\/?$/.test(url.pathname) || url.hash !== '') return null;
  if (search !== '' && (search !== '?tls=none' || protocol === 'smtps:')) return null;
  if ((username === '') !== (password === '')) return null;
  if (search !== '' && username !== '') return null;
  const credentials = username === '' ? null : decoded(username, password);
  if (username !== '' && credentials === null) return null;
  const starttls = search === '' ? 'starttls' : 'none';
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? PORTS[protocol] : Number(url.port),
    tls: protocol === 'smtps:' ? 'implicit' : starttls,
    credentials,
  };
}

function decoded(username: string, password: string): SmtpServer['credentials'] {
  try {
    return { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  } catch {
    return null;
  }
}

export interface Mailbox {
  /** Empty for none. */
  readonly name: string;
  readonly address: string;
}

export const mailboxHelp = 'expected an address such as crm@example.com or CRM <crm@example.com>';

/** Returns null for a text that is neither an address nor a name with one in angle brackets. */
export function parseMailbox(text: string): Mailbox | null {
  const [, name = '', inBrackets, alone] =
    /^(?:([^<>"\p{Cc}]{0,100}?) *<([^<>]+)>|([^<>]+))$/u.exec(text.trim()) ?? [];
  const address = inBrackets ?? alone ?? '';
  return isMailAddress(address) ? { name: name.trim(), address } : null;
}

/** Whether the text is one address, without characters that separate several. */
export function isMailAddress(text: string): boolean {
  return /^[^@\s<>,;:()"\p{Cc}]{1,64}@[^@\s<>,;:()"\p{Cc}]{1,189}$/u.test(text);
}
