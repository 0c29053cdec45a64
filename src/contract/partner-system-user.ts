/**
 * PartnerSystemUserService: an application without a person trades its signed system token for a
 * token that holds the ticket of its system user. It belongs to the login, not to NetServer.
 *
 * @see https://docs.superoffice.com/en/api/authentication/online/auth-application/get-system-user-ticket.html
 */
import { xsBoolean, xsSecret, xsString } from '../xsd/built-in.ts';
import { XmlNamespace } from '../xsd/declare.ts';
import { operation, service } from './service.ts';

const superId = new XmlNamespace('http://www.superoffice.com/superid/partnersystemuser/0.1');

const TokenType = superId.enumeration('TokenType', { Jwt: 0, Saml: 1 });

export const partnerSystemUserService = service({
  name: 'PartnerSystemUserService',
  portType: 'IPartnerSystemUserService',
  summary: 'Trades a signed system token for a token that holds the ticket of a system user.',
  namespace: superId.uri,
  restricted: false,
  requestHeaders: { ApplicationToken: xsSecret, ContextIdentifier: xsString },
  responseHeaders: {},
  operations: {
    Authenticate: operation({
      summary: 'Returns a token with the ticket of the system user of the application.',
      requestElement: 'AuthenticationRequest',
      responseElement: 'AuthenticationResponse',
      request: { SignedSystemToken: xsSecret, ReturnTokenType: TokenType },
      response: { IsSuccessful: xsBoolean, Token: xsSecret, ErrorMessage: xsString },
    }),
  },
});
