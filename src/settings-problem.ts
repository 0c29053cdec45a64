/** The rules about settings that depend on each other. */
import { isLoopbackHost } from './http/addresses.ts';
import type { Settings } from './settings.ts';

/** Checks combinations of settings. Returns what is wrong, or null. */
export function settingsProblem(settings: Settings): string | null {
  return (
    lifetimesProblem(settings) ??
    bytesProblem(settings) ??
    identityProblem(settings) ??
    tlsProblem(settings) ??
    mailProblem(settings) ??
    consoleProblem(settings)
  );
}

function bytesProblem({ bodyBytesTotalMax, envelopeBytesMax }: Settings): string | null {
  return bodyBytesTotalMax < envelopeBytesMax
    ? `bodyBytesTotalMax (${bodyBytesTotalMax}) must not be smaller than ` +
        `envelopeBytesMax (${envelopeBytesMax}): the largest message would never be received.`
    : null;
}

function lifetimesProblem(settings: Settings): string | null {
  const { accessTokenLifetimeSeconds, ticketLifetimeSeconds } = settings;
  if (accessTokenLifetimeSeconds > ticketLifetimeSeconds) {
    return (
      `accessTokenLifetimeSeconds (${accessTokenLifetimeSeconds}) must not be larger than ` +
      `ticketLifetimeSeconds (${ticketLifetimeSeconds}): an access token ends with its ticket.`
    );
  }
  const { headersTimeoutSeconds, requestTimeoutSeconds } = settings;
  if (headersTimeoutSeconds > requestTimeoutSeconds) {
    return (
      `headersTimeoutSeconds (${headersTimeoutSeconds}) must not be larger than ` +
      `requestTimeoutSeconds (${requestTimeoutSeconds}).`
    );
  }
  return null;
}

function identityProblem(settings: Settings): string | null {
  if (settings.identityHeader !== null && settings.trustedProxies.length === 0) {
    return 'identityHeader needs trustedProxies: the header field is believed of those alone.';
  }
  if (settings.identityCertificateField !== null && settings.tlsClientCaFile === null) {
    return 'identityCertificateField needs tlsClientCaFile: who signs the certificates of clients.';
  }
  return null;
}

function tlsProblem(settings: Settings): string | null {
  const { tlsCertificateFile, tlsKeyFile, tlsClientCaFile } = settings;
  if ((tlsCertificateFile === null) !== (tlsKeyFile === null)) {
    return 'tlsCertificateFile and tlsKeyFile must be given together.';
  }
  return tlsClientCaFile !== null && tlsCertificateFile === null
    ? 'tlsClientCaFile needs tlsCertificateFile and tlsKeyFile: certificates come with TLS.'
    : null;
}

function mailProblem({ smtpUrl, mailFrom, publicUrl }: Settings): string | null {
  if ((smtpUrl === null) !== (mailFrom === null)) {
    return 'smtpUrl and mailFrom must be given together.';
  }
  return smtpUrl !== null && publicUrl === null
    ? 'smtpUrl needs publicUrl: mails contain links to this server.'
    : null;
}

/** Passwords and sessions of operators must not cross a network unencrypted. */
function consoleProblem(settings: Settings): string | null {
  const { consolePort, consoleHost, consoleUrl, tlsCertificateFile } = settings;
  if (consolePort === null || isLoopbackHost(consoleHost)) return null;
  return tlsCertificateFile === null && !consoleUrl?.startsWith('https:')
    ? `consoleHost (${consoleHost}) needs TLS: tlsCertificateFile, or a consoleUrl that begins ` +
        'with https, for a proxy.'
    : null;
}
