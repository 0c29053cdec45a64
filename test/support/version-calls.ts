/** Calls one version of the services with a request that is written as XML. */
import type { ServicesVersion } from '../../src/contract/editions.ts';
import { type Answer, envelope, post } from './soap-messages.ts';

export interface VersionCall {
  readonly version: ServicesVersion;
  readonly service?: 'SoPrincipal' | 'User';
  /** The operation's element, without a namespace. */
  readonly body: string;
  /** A ticket or an access token. */
  readonly credentials?: string | undefined;
}

export const namespaceOf = (version: string) =>
  `http://www.superoffice.net/ws/crm/NetServer/Services${version}`;

export function callVersion(
  url: string,
  { version, service = 'User', body, credentials }: VersionCall,
): Promise<Answer> {
  const put = (xml: string) => xml.replace(/^<([A-Za-z]+)/, `<$1 xmlns="${namespaceOf(version)}"`);
  const header = credentials && put(`<Credentials><Ticket>${credentials}</Ticket></Credentials>`);
  const [, operation] = /^<(\w+)/.exec(body) ?? [];
  return post(url, envelope(put(body), header), {
    path: `/Remote/Services${version}/${service}.svc`,
    headers: { SOAPAction: `"${namespaceOf(version)}/${service}/${operation}"` },
  });
}
