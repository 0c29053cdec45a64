/** Reads the certificate files that the settings name. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { TlsOptions } from '../http/node-server.ts';
import type { Settings } from '../settings.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

const NO_CERTIFICATE = 'holds no certificate in PEM form, or a broken one';

/**
 * Null when the settings ask for no TLS.
 *
 * @throws CliError `usage` with the setting whose file cannot be used.
 */
export async function readTlsFiles(settings: Settings): Promise<TlsOptions | null> {
  const { tlsCertificateFile, tlsKeyFile, tlsClientCaFile } = settings;
  if (tlsCertificateFile === null || tlsKeyFile === null) return null;
  const { createSecureContext } = await import('node:tls');
  const cert = await readPem('tlsCertificateFile', tlsCertificateFile);
  const key = await readPem('tlsKeyFile', tlsKeyFile);
  const clientCa =
    tlsClientCaFile === null ? null : await readPem('tlsClientCaFile', tlsClientCaFile);
  attempt('tlsCertificateFile', NO_CERTIFICATE, () => certificatesIn(cert));
  attempt('tlsKeyFile', 'holds no private key of that certificate, in PEM form', () =>
    createSecureContext({ cert, key }),
  );
  if (clientCa !== null) {
    attempt('tlsClientCaFile', NO_CERTIFICATE, () => {
      certificatesIn(clientCa);
      createSecureContext({ ca: clientCa });
    });
  }
  return { cert, key, clientCa };
}

/** All certificates of a PEM file. @throws Error when there is none, or one is broken. */
export function certificatesIn(pem: string): readonly [X509Certificate, ...X509Certificate[]] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----.*?(?:-----END CERTIFICATE-----|$)/gs) ?? [];
  const [first, ...others] = blocks.map((block) => new X509Certificate(block));
  if (first === undefined) throw new Error('There is no certificate.');
  return [first, ...others];
}

async function readPem(setting: keyof Settings, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error;
    throw new CliError(exitCodes.usage, `${setting}: the file cannot be read (${reason}).`);
  }
}

function attempt(setting: keyof Settings, problem: string, work: () => unknown): void {
  try {
    work();
  } catch {
    throw new CliError(exitCodes.usage, `${setting}: the file ${problem}.`);
  }
}
