/** Secret fields are marked in the contract. The code that hides secrets uses these marks. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { secretFieldsOf } from '../../src/contract/secret-fields.ts';
import { operation, responseElementOf, service } from '../../src/contract/service.ts';
import { services } from '../../src/contract/services88/services.ts';
import { xsInt, xsSecret, xsString } from '../../src/xsd/built-in.ts';
import { XmlNamespace } from '../../src/xsd/declare.ts';
import { type Fields, resolveType, typeOfField } from '../../src/xsd/types.ts';

const placeOf = ({ owner, name }: { owner: string | null; name: string }) => `${owner}/${name}`;

it('finds every secret of the contract', () => {
  assert.deepEqual(secretFieldsOf(services).map(placeOf).toSorted(), [
    'AuthenticateUsernamePassword/Password',
    'AuthenticateWithAccessToken/AccessToken',
    'AuthenticationGenericDataKeyValuePair/Value',
    'ChangeOwnPassword/NewPassword',
    'ChangeOwnPassword/OldPassword',
    'ChangePassword/NewPassword',
    'ChangePassword/OldPassword',
    'ChangePasswordFromName/NewPassword',
    'ChangePasswordFromName/OldPassword',
    'CreateDefaultUserFromUserTypeAndCredential/CredentialValue',
    'CreateExternalUser/Password',
    'Credential/Value',
    'DecryptAndSaveExternalTokensResponse/Response',
    'ExchangeCodeAndSaveTokens/AuthorizationCode',
    'ExchangeCodeAndSaveTokens/PkceVerifier',
    'ExchangeCodeAndSaveTokensResponse/Response',
    'GenerateNewPasswordForExternalUserResponse/Response',
    'GetAccessToken/AppToken',
    'GetAccessTokenResponse/Response',
    'GetExternalTokens/Key',
    'IsPasswordValid/Password',
    'IsPasswordValidWithReason/Password',
    'SaveExternalTokensResponse/Response',
    'ServiceAuth/Password',
    'SetExternalUserInfo/Password',
    'SetGeneratedPasswordFromNameResponse/Response',
    'SetGeneratedPasswordResponse/Response',
    'SetPassword/Password',
    'SetPasswordFromName/Password',
    'SoCredentials/Ticket',
    'TokenManagementInfo/AccessToken',
    'TokenManagementInfo/Claims',
    'TokenManagementInfo/RefreshToken',
    'UntrustedCredentials/SecretValue',
    'null/ApplicationToken',
  ]);
});

it('finds no unmarked text field with a name like a secret', () => {
  const sounds = /passw|secret|token|ticket$|credentialvalue/i;
  const seen = new Set<unknown>();
  const unmarked: string[] = [];
  const look = (owner: string, fields: Fields) => {
    for (const [name, field] of Object.entries(fields)) {
      const type = resolveType(typeOfField(field));
      if (type.kind === 'complex' && !seen.has(type)) {
        seen.add(type);
        look(type.name.name, type.fields);
      }
      const isText = type.kind === 'simple' && type.name.name === 'string';
      if (isText && sounds.test(name) && !type.secret) unmarked.push(`${owner}/${name}`);
    }
  };
  for (const declared of services) {
    look('header', { ...declared.requestHeaders, ...declared.responseHeaders });
    for (const [name, declaration] of Object.entries(declared.operations)) {
      look(name, declaration.request);
      look(responseElementOf(name, declaration), declaration.response);
    }
  }
  assert.ok(seen.size > 20);
  assert.deepEqual(unmarked, []);
});

it('finds secrets in bases, arrays and dictionaries, and in types that contain themselves', () => {
  const tns = new XmlNamespace('urn:t');
  const Base = tns.complexType('Base', { Pin: xsSecret });
  const Derived = tns.extendedType(Base, 'Derived', { Name: xsString });
  const declared = service({
    name: 'Test',
    summary: 'A service.',
    namespace: 'urn:t',
    restricted: false,
    requestHeaders: {},
    responseHeaders: {},
    operations: {
      Save: operation({
        summary: 'Saves.',
        request: {
          Rows: tns.arrayOf(tns.arrayOf(Derived)),
          Codes: tns.arrayOf(xsSecret),
          Pairs: tns.dictionary('Pairs', 'Pair', xsSecret),
        },
        response: { Id: xsInt },
      }),
    },
  });
  const places = secretFieldsOf([declared]).map(placeOf);
  assert.deepEqual(places, ['Base/Pin', 'ArrayOfstring/string', 'Pair/Value']);
});
