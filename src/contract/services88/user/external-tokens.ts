/** Tokens of other providers, and the gateway that obtains them. */
import { xsBoolean, xsSecret, xsString } from '../../../xsd/built-in.ts';
import { since } from '../../editions.ts';
import { operation } from '../../service.ts';
import { services88 } from '../namespace.ts';
import { Carrier } from '../types/carrier.ts';

const AccessGatewayInfo = services88.extendedType(Carrier, 'AccessGatewayInfo', {
  ClientId: xsString,
  RedirectUri: xsString,
});

const TokenManagementInfo = services88.extendedType(Carrier, 'TokenManagementInfo', {
  Provider: xsString,
  AccessToken: xsSecret,
  RefreshToken: xsSecret,
  Claims: since('88/11', xsSecret),
});

export const externalTokenOperations = {
  GetAccessGatewayInfo: operation({
    since: '88/10.2',
    summary: "Gets this installation's registration with the access gateway.",
    request: {},
    response: { Response: AccessGatewayInfo },
  }),
  GetOrRegisterAccessGatewayInfo: operation({
    since: '88/10.2',
    summary: 'Gets the registration with the access gateway. Registers if there is none.',
    request: { RedirectUri: xsString },
    response: { Response: AccessGatewayInfo },
  }),
  RegisterWithAccessGateway: operation({
    since: '88/10.2',
    summary: 'Registers this installation with the access gateway.',
    request: { RedirectUri: xsString },
    response: { Response: AccessGatewayInfo },
  }),
  CheckAccessGatewayRegistration: operation({
    since: '88/10.2',
    summary: 'Tells whether the registration with the access gateway works.',
    request: {},
    response: { Response: xsBoolean },
  }),
  ExchangeCodeAndSaveTokens: operation({
    since: '88/11',
    summary:
      'Exchanges an authorization code for tokens with the access gateway and stores them. Returns ' +
      'a key for them.',
    request: {
      Provider: xsString,
      AuthorizationCode: xsSecret,
      Nonce: xsString,
      PkceVerifier: xsSecret,
      RedirectUri: xsString,
    },
    response: { Response: xsSecret },
  }),
  SaveExternalTokens: operation({
    since: '88/10.2',
    summary: 'Stores tokens of another provider. Returns a key for them.',
    request: { TokenManagementInfo },
    response: { Response: xsSecret },
  }),
  DecryptAndSaveExternalTokens: operation({
    since: '88/10.2',
    summary: 'Decrypts tokens with the access gateway and stores them. Returns a key for them.',
    request: { TokenManagementInfo },
    response: { Response: xsSecret },
  }),
  GetExternalTokens: operation({
    since: '88/10.2',
    summary: 'Gets the tokens of another provider by their key.',
    request: { Key: xsSecret },
    response: { Response: TokenManagementInfo },
  }),
} as const;
