/** Tokens of other providers, and the gateway that obtains them. */
import { xsBoolean, xsSecret, xsString } from '../../../xsd/built-in.ts';
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
});

export const externalTokenOperations = {
  GetAccessGatewayInfo: operation({
    summary: "Gets this installation's registration with the access gateway.",
    request: {},
    response: { Response: AccessGatewayInfo },
  }),
  GetOrRegisterAccessGatewayInfo: operation({
    summary: 'Gets the registration with the access gateway. Registers if there is none.',
    request: { RedirectUri: xsString },
    response: { Response: AccessGatewayInfo },
  }),
  RegisterWithAccessGateway: operation({
    summary: 'Registers this installation with the access gateway.',
    request: { RedirectUri: xsString },
    response: { Response: AccessGatewayInfo },
  }),
  CheckAccessGatewayRegistration: operation({
    summary: 'Tells whether the registration with the access gateway works.',
    request: {},
    response: { Response: xsBoolean },
  }),
  SaveExternalTokens: operation({
    summary: 'Stores tokens of another provider. Returns a key for them.',
    request: { TokenManagementInfo },
    response: { Response: xsSecret },
  }),
  DecryptAndSaveExternalTokens: operation({
    summary: 'Decrypts tokens with the access gateway and stores them. Returns a key for them.',
    request: { TokenManagementInfo },
    response: { Response: xsSecret },
  }),
  GetExternalTokens: operation({
    summary: 'Gets the tokens of another provider by their key.',
    request: { Key: xsSecret },
    response: { Response: TokenManagementInfo },
  }),
} as const;
