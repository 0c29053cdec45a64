/** Sends mails by SMTP, with limits on time and on how many are sent at once. */
import { type Mail, MailError, type Mailer, type MailProblem } from '../domain/passwords/mailer.ts';
import { isMailAddress, type Mailbox, type SmtpServer } from './smtp-server-url.ts';

export interface SmtpMailerOptions {
  readonly server: SmtpServer;
  readonly from: Mailbox;
  /** The longest time for sending a mail. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 20_000;
/** Each takes a connection. */
const SENDING_MAX = 8;

/** Replies to a missing or wrong login (RFC 4954 section 6). */
const LOGIN_REPLIES = [530, 534, 535, 538];

const PROBLEMS: Readonly<Record<string, MailProblem>> = {
  EAUTH: 'login-refused',
  ENOAUTH: 'login-refused',
  ETLS: 'insecure',
  EENVELOPE: 'mail-refused',
  EMESSAGE: 'mail-refused',
};

export class SmtpMailer implements Mailer {
  readonly #options: SmtpMailerOptions;
  #sending = 0;

  constructor(options: SmtpMailerOptions) {
    this.#options = options;
  }

  async send(mail: Mail): Promise<void> {
    // The library would take some texts for several addresses.
    if (!isMailAddress(mail.to.address)) throw new MailError('mail-refused', 'not one address');
    if (this.#sending >= SENDING_MAX) throw new MailError('busy', `${SENDING_MAX} at once`);
    this.#sending += 1;
    try {
      await this.#deliver(mail);
    } catch (error) {
      throw mailErrorOf(error);
    } finally {
      this.#sending -= 1;
    }
  }

  async #deliver({ to, subject, text }: Mail): Promise<void> {
    const { server, from, timeoutMs = TIMEOUT_MS } = this.#options;
    const { host, port, tls, credentials } = server;
    // Most servers never send a mail.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      host,
      port,
      secure: tls === 'implicit',
      requireTLS: tls === 'starttls',
      ignoreTLS: tls === 'none',
      ...(credentials && { auth: credentials }),
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    await transport.sendMail({
      from,
      to,
      envelope: { from: from.address, to: [to.address] },
      subject,
      text,
      signal: AbortSignal.timeout(timeoutMs),
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  }
}

function mailErrorOf(error: unknown): MailError {
  const { code, responseCode, message } = Object(error) as Readonly<Record<string, unknown>>;
  const named = typeof code === 'string' ? code : 'no code';
  // The library gives certificates that are not trusted the code of any socket error.
  const isInsecure = named === 'ESOCKET' && /certificate|altnames|SSL|TLS/i.test(String(message));
  const isLogin = LOGIN_REPLIES.some((reply) => reply === responseCode);
  const known = isLogin ? 'login-refused' : PROBLEMS[named];
  const problem = known ?? (isInsecure ? 'insecure' : 'unreachable');
  const answer = typeof responseCode === 'number' ? ` ${responseCode}` : '';
  return new MailError(problem, named + answer, { cause: error });
}
