/** `--ca`: the certificate authorities to trust instead of those that come with Node. */
import { X509Certificate } from 'node:crypto';
import { setDefaultCACertificates } from 'node:tls';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { readTextFile } from './read-text-file.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * From then on, every connection of this process trusts only these, as with curl's `--cacert`.
 *
 * @throws CliError `usage` when the file cannot be read or holds no certificate.
 */
export async function trustOnly(file: string): Promise<void> {
  const certificates = (await readTextFile(file)).match(CERTIFICATE) ?? [];
  if (certificates.length > 0 && certificates.every(isCertificate)) {
    return setDefaultCACertificates(certificates);
  }
  throw new CliError(exitCodes.usage, `The file ${file} holds no certificate in PEM form.`);
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
