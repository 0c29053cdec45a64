/**
 * Reloads certificates that are renewed while the server runs. It reads the files every two
 * seconds.
 *
 * Renewal tools write the file, rename it, or change a symbolic link, and some file systems send no
 * change events. The content is compared instead.
 */
import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.ts';
import type { TlsOptions } from '../http/node-server.ts';
import type { Settings } from '../settings.ts';
import { CliError } from './cli-error.ts';
import { certificatesIn, readTlsFiles } from './tls-files.ts';

export interface TlsWatchOptions {
  readonly settings: Settings;
  /** The certificates in use. */
  readonly tls: TlsOptions;
  readonly clock: Clock;
  readonly log: Logger;
  readonly replace: (tls: TlsOptions) => void;
}

const CHECK_EVERY_MS = 2_000;
const DAY_MS = 86_400_000;
const EXPIRES_SOON_MS = 14 * DAY_MS;

/** The certificates in the files, or the problem with them. */
type Found = TlsOptions | string;

/** Returns the function that stops the watch. */
export function watchTlsFiles(options: TlsWatchOptions): () => void {
  const watch = new TlsWatch(options);
  let checking = false;
  const check = async () => {
    if (checking) return;
    checking = true;
    try {
      await watch.check();
    } catch (error) {
      options.log.error({ err: error }, 'the certificates could not be looked at');
    }
    checking = false;
  };
  const timer = setInterval(check, CHECK_EVERY_MS);
  return () => clearInterval(timer);
}

/** One check after another. The caller adds the delay between them. */
export class TlsWatch {
  readonly #options: TlsWatchOptions;
  #inUse: TlsOptions;
  #before: Found;
  #settled: Found;
  #expiryLoggedAtMs = 0;

  constructor(options: TlsWatchOptions) {
    this.#options = options;
    this.#inUse = options.tls;
    this.#before = options.tls;
    this.#settled = options.tls;
    this.#logExpiry();
  }

  /**
   * Uses the new files, or reports their problem, if the result was the same at the last check. A
   * certificate may be written some time before its key, and a file may be half-written.
   */
  async check(): Promise<void> {
    const found = await this.#read();
    const unsteady = !isSame(found, this.#before);
    this.#before = found;
    if (!unsteady && !isSame(found, this.#settled)) {
      this.#settled = found;
      this.#settle(found);
    }
    if (this.#options.clock.now() - this.#expiryLoggedAtMs >= DAY_MS) this.#logExpiry();
  }

  #settle(found: Found): void {
    const { log, replace } = this.#options;
    if (typeof found === 'string') {
      log.error(`the new certificates are not used, those from before stay: ${found}`);
      return;
    }
    replace(found);
    this.#inUse = found;
    const [{ validToDate, serialNumber }] = certificatesIn(found.cert);
    log.info({ serialNumber, validTo: validToDate }, 'certificates replaced');
    this.#logExpiry();
  }

  async #read(): Promise<Found> {
    try {
      return (await readTlsFiles(this.#options.settings)) ?? 'TLS cannot be turned off.';
    } catch (error) {
      if (error instanceof CliError) return error.message;
      throw error;
    }
  }

  #logExpiry(): void {
    const { clock, log } = this.#options;
    const { cert, clientCa } = this.#inUse;
    this.#expiryLoggedAtMs = clock.now();
    for (const [setting, pem] of Object.entries({
      tlsCertificateFile: cert,
      tlsClientCaFile: clientCa,
    })) {
      if (pem === null) continue;
      const ends = certificatesIn(pem).map(({ validToDate }) => validToDate.getTime());
      const firstEndMs = Math.min(...ends);
      const leftMs = firstEndMs - clock.now();
      const details = { setting, validTo: new Date(firstEndMs) };
      if (leftMs <= 0) log.error(details, `${setting}: a certificate has expired; renew it`);
      else if (leftMs < EXPIRES_SOON_MS) {
        const days = Math.floor(leftMs / DAY_MS);
        log.warn(details, `${setting}: a certificate expires in ${days} days; renew it`);
      }
    }
  }
}

function isSame(one: Found, other: Found): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return one.cert === other.cert && one.key === other.key && one.clientCa === other.clientCa;
}
